// The text of an episode, highlighted while it is heard. The player is `listen`, in player.js.
const data = JSON.parse(document.getElementById("data").textContent);
const cues = data.cues, audio = listen.audio;
const places = cues.map(() => []);
for (const element of document.querySelectorAll("[data-c]"))
  for (const cue of element.dataset.c.split(" ")) places[cue].push(element);
for (const time of document.querySelectorAll("a[data-ms]")) time.href = "#t=" + time.textContent;
const chapters = [...document.querySelectorAll("#chapters [data-ms]")];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const followButton = listen.part("follow");
followButton.hidden = !cues.length;
let current = -1, lit = [], follow = true, wordAt = -1;

function cueAt(ms) {
  let low = 0, high = cues.length;
  while (low < high) { const middle = (low + high) >> 1; if (cues[middle][0] <= ms) low = middle + 1; else high = middle; }
  return low - 1;
}

// In scripts without spaces the voice times only a phrase or a sentence; its words share that time by their length.
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;
const divided = new Set();
function wordsOf(cue) {
  const [start, end, known] = cues[cue], place = places[cue].length === 1 ? places[cue][0] : null;
  if (divided.has(cue) || !place || !place.matches(".s") || !window.Intl || !Intl.Segmenter) return known;
  divided.add(cue);
  const text = place.textContent;
  if (!unspaced.test(text)) return known;
  const phrases = known.length ? known : [0, text.length, start], out = [];
  const cutter = new Intl.Segmenter(place.closest("[lang]").lang, { granularity: "word" });
  for (let i = 0; i < phrases.length; i += 3) {
    const [at, length, from] = phrases.slice(i, i + 3), until = i + 3 < phrases.length ? phrases[i + 5] : end;
    for (const one of cutter.segment(text.slice(at, at + length)))
      if (one.isWordLike) out.push(at + one.index, one.segment.length, Math.round(from + (until - from) * one.index / length));
  }
  return (cues[cue][2] = out.length ? out : known);
}

function lightWord(ms) {
  if (!window.Highlight || !CSS.highlights) return; // the sentence is lit all the same
  const words = current < 0 ? [] : wordsOf(current);
  let found = -1;
  for (let i = 0; i < words.length && words[i + 2] <= ms; i += 3) found = i;
  const key = found < 0 ? -1 : current * 1e5 + found;
  if (key === wordAt) return;
  wordAt = key;
  CSS.highlights.delete("word");
  if (found < 0 || !places[current].length) return;
  const range = document.createRange();
  const walk = document.createTreeWalker(places[current][0], NodeFilter.SHOW_TEXT);
  let at = 0, begun = false;
  const start = words[found], end = start + words[found + 1];
  for (let node = walk.nextNode(); node; at += node.length, node = walk.nextNode()) {
    if (!begun && at + node.length > start) { range.setStart(node, start - at); begun = true; }
    if (begun && at + node.length >= end) { range.setEnd(node, end - at); CSS.highlights.set("word", new Highlight(range)); return; }
  }
}

function bringIntoView(behavior) {
  if (!lit.length) return;
  const box = lit[0].getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 190) lit[0].scrollIntoView({ block: "center", behavior });
}
function show(ms) {
  const cue = ms > 0 || !audio.paused ? cueAt(ms) : -1; // a page that was just opened is only to be read
  if (cue !== current) {
    for (const element of lit) { element.classList.remove("now"); element.removeAttribute("aria-current"); }
    current = cue;
    lit = cue < 0 ? [] : places[cue];
    for (const element of lit) { element.classList.add("now"); element.setAttribute("aria-current", "true"); }
    if (follow && !audio.paused) bringIntoView(calm.matches ? "auto" : "smooth");
    let chapter = null;
    for (const button of chapters) if (+button.dataset.ms <= ms) chapter = button;
    for (const button of chapters) button.parentElement.classList.toggle("now", button === chapter);
  }
  lightWord(ms);
}
listen.watchers.push(show);

// Scrolling away ends following; the button (or the key f) begins it again.
function setFollow(yes) {
  follow = yes;
  followButton.setAttribute("aria-pressed", follow);
  if (follow) bringIntoView(calm.matches ? "auto" : "smooth");
}
followButton.addEventListener("click", () => setFollow(!follow));
for (const gesture of ["wheel", "touchmove"]) addEventListener(gesture, () => {
  if (!follow || audio.paused || !lit.length) return;
  const box = lit[0].getBoundingClientRect();
  if (box.bottom < 0 || box.top > innerHeight) setFollow(false);
}, { passive: true });

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, select, input, label, audio, summary, .player") || !getSelection().isCollapsed) return;
  const place = event.target.closest("[data-c]");
  if (place) { setFollow(true); listen.seek(cues[place.dataset.c.split(" ")[0]][0] / 1000, true); }
});

// From the first to the last of the sentences that are selected, in whole seconds.
listen.selected = () => {
  const chosen = getSelection();
  if (chosen.isCollapsed || !document.getElementById("text").contains(chosen.anchorNode)) return null;
  const range = chosen.getRangeAt(0);
  const inside = cues.filter((_, n) => places[n].some((element) => range.intersectsNode(element)));
  return inside.length ? { from: Math.floor(inside[0][0] / 1000), to: Math.ceil(inside[inside.length - 1][1] / 1000) } : null;
};

const step = (by) => cues.length && listen.seek((cues[Math.min(cues.length - 1, Math.max(0, current + by))] || [0])[0] / 1000);
Object.assign(listen.keys, { ArrowLeft: () => step(-1), ArrowRight: () => step(1), f: () => setFollow(!follow) });

audio.addEventListener("play", () => { if (follow) bringIntoView(calm.matches ? "auto" : "smooth"); });
addEventListener("hashchange", () => { if (listen.moment(location.hash)) bringIntoView("auto"); });

show(1000 * listen.now());
if (listen.moment(location.hash) && lit.length) lit[0].scrollIntoView({ block: "center" });
for (const element of document.querySelectorAll(".needs-script")) element.hidden = false;
