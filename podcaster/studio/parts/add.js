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

  function take(more) {
    const all = new DataTransfer();
    for (const file of [...files.files, ...more]) all.items.add(file);
    files.files = all.files;
    list();
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
    take(event.dataTransfer.files);
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

  form.addEventListener("submit", (event) => {
    if (!list()) { event.preventDefault(); return; }
    if (!files.files.length) return;
    event.preventDefault();
    const sending = new XMLHttpRequest(), button = form.querySelector("button.main");
    const ended = (words) => { button.disabled = false; get("progress").hidden = true; trouble(words); };
    sending.open("POST", form.action);
    sending.responseType = "document";
    sending.upload.addEventListener("progress", (e) => { if (e.lengthComputable) get("bar").value = 100 * e.loaded / e.total; });
    sending.addEventListener("load", () => {
      if (sending.responseURL && sending.responseURL !== form.action) { location.assign(sending.responseURL); return; }
      const said = sending.response?.querySelector("[role=alert]:not([hidden])");
      ended(said ? said.textContent.trim().replace(/\s+/g, " ") : "That did not work.");
    });
    sending.addEventListener("error", () => ended("The studio did not answer. Is it still running?"));
    button.disabled = true;
    trouble("");
    get("progress").hidden = false;
    sending.send(new FormData(form));
  });
})();
