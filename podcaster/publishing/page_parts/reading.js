// The text without the sound: find in it, download it as plain text, and report missing audio.
{
  const text = document.getElementById("text"), form = document.getElementById("find");
  const field = form.querySelector("input"), count = form.querySelector("output"), steps = form.querySelectorAll("button");
  const BLOCKS = "p, li, h2, h3, h4, h5, h6, td, th, pre, blockquote, figure, figcaption, caption, div";
  let words = null, hits = [], here = -1, before = "";

  // The whole text as it is compared, and for each character its place. Made when first needed.
  function read() {
    const nodes = [], at = [], from = [], parts = [];
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let block = null, blank = true;
    const add = (sign, node, place) => { parts.push(sign); at.push(node); from.push(place); };
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const own = node.parentElement.closest(BLOCKS);
      if (own !== block) { add("\n", nodes.length, 0); block = own; blank = true; }
      let place = 0;
      for (const sign of node.data) {
        if (/\s/.test(sign)) { if (!blank) add(" ", nodes.length, place); blank = true; }
        else if (sign < "\x80") { add(sign.toLowerCase(), nodes.length, place); blank = false; }
        else for (const one of fold(sign)) { for (let i = 0; i < one.length; i++) add(one[i], nodes.length, place); blank = false; }
        place += sign.length;
      }
      nodes.push(node);
    }
    return { nodes, at, from, all: parts.join("") };
  }

  function range(start, end) {
    const found = document.createRange(), last = words.nodes[words.at[end - 1]], place = words.from[end - 1];
    found.setStart(words.nodes[words.at[start]], words.from[start]);
    found.setEnd(last, place + String.fromCodePoint(last.data.codePointAt(place)).length);
    return found;
  }

  function search() {
    const wanted = fold(field.value).replace(/\s+/g, " ").trim();
    if (wanted === before) return false;
    before = wanted; hits = []; here = -1;
    if (wanted) {
      words = words || read();
      for (let i = words.all.indexOf(wanted); i >= 0 && hits.length < 2000; i = words.all.indexOf(wanted, i + wanted.length))
        hits.push(range(i, i + wanted.length));
    }
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.delete("found-here");
      if (hits.length) CSS.highlights.set("found", new Highlight(...hits)); else CSS.highlights.delete("found");
    }
    return true;
  }

  function go(by) {
    if (!hits.length) return;
    const first = hits.findIndex((hit) => hit.getBoundingClientRect().bottom > 0);
    here = here < 0 ? Math.max(0, first) : (here + by + hits.length) % hits.length;
    const hit = hits[here];
    if (window.Highlight && CSS.highlights) CSS.highlights.set("found-here", new Highlight(hit));
    else getSelection().setBaseAndExtent(hit.startContainer, hit.startOffset, hit.endContainer, hit.endOffset);
    hit.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function tell() {
    for (const button of steps) button.hidden = !hits.length;
    count.textContent = hits.length ? count.dataset.of.replace("{n}", here + 1).replace("{all}", hits.length) : before ? count.dataset.none : "";
  }

  field.addEventListener("input", () => { if (search()) { go(1); tell(); } });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(1); tell(); });
  steps[0].addEventListener("click", () => { go(-1); tell(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); go(-1); tell(); }
    if (event.key === "Escape") { field.value = ""; search(); tell(); }
  });

  const plain = document.getElementById("plain");
  plain.addEventListener("click", () => {
    const about = [...document.querySelectorAll(".meta p")].map((line) => line.innerText), from = document.querySelector(".meta a");
    if (from) about.push(from.href);
    const parts = [document.querySelector("h1").innerText, about.join("\n"), text.innerText.trim()];
    const data = new Blob([parts.join("\n\n").replace(/[ \t]*\u21a9\ufe0e?|\u00ad/g, "") + "\n"], { type: "text/plain;charset=utf-8" });
    plain.href = URL.createObjectURL(data);
    setTimeout(() => { URL.revokeObjectURL(plain.href); plain.href = "#text"; }, 10000);
  });

  // The file may have been removed, or there is no connection: the text can still be read.
  const gone = document.getElementById("gone"), sound = document.querySelector("audio");
  const lost = () => { gone.hidden = !sound.error; };
  for (const change of ["error", "loadedmetadata"]) sound.addEventListener(change, lost);
  lost();
  // Browsers that cannot print folded parts get them opened.
  addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("#links:not([open])")) { one.open = true; one.dataset.folded = ""; } });
  addEventListener("afterprint", () => { for (const one of document.querySelectorAll("[data-folded]")) { one.open = false; delete one.dataset.folded; } });
}
