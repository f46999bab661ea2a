// Comfort for the page "Add": dropping, pasting with headings and links, progress. The form works without it.
(() => {
  const get = (id) => document.getElementById(id);
  const form = get("add"), files = get("files"), text = get("text"), drop = get("drop"), rich = get("html");
  const most = Number(form.dataset.most);
  const inWords = (size) => size >= 1e9 ? `${(size / 1e9).toFixed(1)} GB` : size >= 1e6 ? `${Math.round(size / 1e6)} MB` : `${Math.max(1, Math.round(size / 1e3))} kB`;
  for (const one of document.querySelectorAll(".needs-script")) one.hidden = false;

  const trouble = (words) => { get("trouble").textContent = words; get("trouble").hidden = !words; };

  function list() {
    const chosen = [...files.files];
    get("chosen").replaceChildren(...chosen.map((file) => {
      const row = document.createElement("li"), name = document.createElement("bdi"), size = document.createElement("span");
      name.textContent = file.name;
      size.textContent = file.size ? inWords(file.size) : "empty";
      row.append(name, size);
      if (!file.size || file.size > most) row.className = "much";
      return row;
    }));
    get("chosen").hidden = !chosen.length;
    const sum = chosen.reduce((all, file) => all + file.size, 0);
    trouble(sum > most ? `These files have ${inWords(sum)} together; the limit is ${inWords(most)}. For larger files, run podcaster convert FILE on this computer.` : "");
    return sum <= most;
  }
  files.addEventListener("change", list);

  const isSame = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

  function take(more) {
    const all = new DataTransfer();
    for (const file of [...files.files, ...more]) if (![...all.files].some((one) => isSame(one, file))) all.items.add(file);
    files.files = all.files;
    list();
  }

  const named = (names) => names.map((name) => `“${name}”`).join(", ");

  /* The names of chosen files that the browser cannot read: it would send nothing at all, and say no reason. */
  async function unreadable() {
    const wrong = [];
    for (const file of files.files) await file.slice(0, 1).arrayBuffer().catch(() => wrong.push(file.name));
    return wrong;
  }

  let depth = 0;
  const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
  addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; drop.classList.add("over"); } });
  addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); if (!depth) drop.classList.remove("over"); });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    depth = 0;
    drop.classList.remove("over");
    if (!hasFiles(event)) return;
    event.preventDefault();
    const items = [...event.dataTransfer.items].filter((one) => one.kind === "file");
    const isFolder = (at) => items[at]?.webkitGetAsEntry?.()?.isDirectory;
    const folders = [...event.dataTransfer.files].filter((_, at) => isFolder(at)).map((one) => one.name);
    take([...event.dataTransfer.files].filter((one) => !folders.includes(one.name)));
    if (folders.length) trouble(`${named(folders)} ${folders.length === 1 ? "is a folder" : "are folders"}. Open ${folders.length === 1 ? "it" : "them"}, and drop the files that you find there.`);
  });

  function keepRich(html) {
    rich.value = html;
    rich.disabled = !html;
    get("pasted").hidden = !html;
  }
  text.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length && !event.clipboardData.types.includes("text/plain")) {
      event.preventDefault();
      take(event.clipboardData.files);
      return;
    }
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    const isText = /<(p|h[1-6]|li|blockquote|article|br)\b/i.test(html) && plain.trim().length > 200;
    const alone = !text.value.trim();
    setTimeout(() => keepRich(isText && alone ? html : ""));
  });
  text.addEventListener("input", (event) => { if (event.inputType !== "insertFromPaste") keepRich(""); });
  get("plain").addEventListener("click", () => { keepRich(""); text.focus(); });

  /* What came of it, if not everything was added: what was, what was not, and why. The files are not sent a second time. */
  function show(page) {
    for (const id of ["outcome", "recent"]) get(id).replaceChildren(...page.getElementById(id).childNodes);
    files.value = "";
    list();
    text.value = page.getElementById("text").value;
    keepRich("");
    get("outcome").scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", async (event) => {
    if (!list()) { event.preventDefault(); return; }
    if (!files.files.length) return;
    event.preventDefault();
    const wrong = await unreadable();
    if (wrong.length) { trouble(`${named(wrong)} cannot be read: moved, changed or deleted since you chose it, or a folder. Choose the files again.`); files.value = ""; get("chosen").hidden = true; return; }
    const sending = new XMLHttpRequest(), button = form.querySelector("button.main"), had = document.activeElement === button;
    const ended = (words) => { button.disabled = false; get("progress").hidden = true; trouble(words); if (had) button.focus({ preventScroll: true }); };
    sending.open("POST", form.action);
    sending.responseType = "document";
    sending.upload.addEventListener("progress", (e) => { if (e.lengthComputable) get("bar").value = 100 * e.loaded / e.total; });
    sending.addEventListener("load", () => {
      if (sending.responseURL && sending.responseURL !== form.action) { location.assign(sending.responseURL); return; }
      const page = sending.response;
      ended("");
      if (page?.getElementById("outcome")) show(page);
      else trouble(wordsOf(page?.querySelector("main"), "p").join(" ") || "The studio gave no answer that can be shown. Reload the page, then add the files again.");
    });
    sending.addEventListener("error", () => ended("The studio did not answer, so nothing was added. If it was ended, start it again. Then press “Add” again."));
    button.disabled = true;
    trouble("");
    get("progress").hidden = false;
    sending.send(new FormData(form));
  });
})();
