"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const audio = document.querySelector("audio");
const cues = data.cues;
const places = cues.map(() => []);
for (const element of document.querySelectorAll("[data-c]"))
  for (const cue of element.dataset.c.split(" ")) places[cue].push(element);
const chapters = [...document.querySelectorAll("#chapters [data-ms]")];
const remembered = "podcaster:" + data.guid;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let current = -1, lit = [], follow = true, touched = 0, wordAt = -1, saved = 0;

// Private windows and files opened from a disk may refuse to remember anything; then the page works without.
const memory = (key, value) => {
  try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
};

function cueAt(ms) {
  let low = 0, high = cues.length;
  while (low < high) { const middle = (low + high) >> 1; if (cues[middle][0] <= ms) low = middle + 1; else high = middle; }
  return low - 1;
}

function lightWord(ms) {
  if (!window.Highlight || !CSS.highlights) return;
  const words = current < 0 ? [] : cues[current][2];
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

function show(ms) {
  const cue = cueAt(ms);
  if (cue !== current) {
    for (const element of lit) { element.classList.remove("now"); element.removeAttribute("aria-current"); }
    current = cue;
    lit = cue < 0 ? [] : places[cue];
    for (const element of lit) { element.classList.add("now"); element.setAttribute("aria-current", "true"); }
    if (lit.length && follow && !audio.paused && Date.now() - touched > 4000) {
      const box = lit[0].getBoundingClientRect();
      if (box.top < 80 || box.bottom > innerHeight - 160)
        lit[0].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
    const chapter = chapters.findLast((button) => +button.dataset.ms <= ms);
    for (const button of chapters) button.parentElement.classList.toggle("now", button === chapter);
  }
  lightWord(ms);
}

function tick() { show(audio.currentTime * 1000); if (!audio.paused) requestAnimationFrame(tick); }
function seek(ms, play = true) {
  audio.currentTime = Math.max(0, ms / 1000);
  show(ms);
  if (play) audio.play().catch(() => {}); // the browser wants a click first; the player is there for it
}
function keep() { saved = Date.now(); memory(remembered, audio.currentTime.toFixed(1)); }

audio.addEventListener("play", tick);
audio.addEventListener("seeked", tick);
audio.addEventListener("pause", keep);
audio.addEventListener("timeupdate", () => { if (Date.now() - saved > 5000) keep(); });
audio.addEventListener("ended", () => memory(remembered, "0"));
for (const gesture of ["wheel", "touchmove"]) addEventListener(gesture, () => { touched = Date.now(); }, { passive: true });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ms]");
  if (button) { seek(+button.dataset.ms); return; }
  if (event.target.closest("a, button, select, input, audio, summary, .wave") || !getSelection().isCollapsed) return;
  const place = event.target.closest("[data-c]");
  if (place) seek(cues[place.dataset.c.split(" ")[0]][0]);
});

const wave = document.getElementById("wave");
if (wave) {
  const heard = () => wave.style.setProperty("--heard", (100 * audio.currentTime / (audio.duration || Infinity)).toFixed(2) + "%");
  wave.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    if (audio.duration) seek(1000 * audio.duration * (event.clientX - box.left) / box.width, !audio.paused);
  });
  for (const change of ["timeupdate", "seeked", "loadedmetadata"]) audio.addEventListener(change, heard);
}

const speed = document.getElementById("speed");
speed.value = memory("podcaster:speed") || "1";
if (!speed.value) speed.value = "1";
const applySpeed = () => { audio.defaultPlaybackRate = audio.playbackRate = +speed.value; memory("podcaster:speed", speed.value); };
speed.addEventListener("change", applySpeed);
applySpeed();
document.getElementById("back").addEventListener("click", () => seek(audio.currentTime * 1000 - 15000, !audio.paused));
document.getElementById("on").addEventListener("click", () => seek(audio.currentTime * 1000 + 30000, !audio.paused));
const followButton = document.getElementById("follow");
followButton.addEventListener("click", () => { follow = !follow; followButton.setAttribute("aria-pressed", follow); });
const toggle = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());
const step = (by) => seek((cues[Math.min(cues.length - 1, Math.max(0, current + by))] || [0])[0], !audio.paused);
const faster = (by) => { speed.selectedIndex = Math.min(speed.length - 1, Math.max(0, speed.selectedIndex + by)); applySpeed(); };
const keys = { " ": toggle, k: toggle, ArrowLeft: () => step(-1), ArrowRight: () => step(1), j: () => seek(audio.currentTime * 1000 - 15000, !audio.paused),
  l: () => seek(audio.currentTime * 1000 + 15000, !audio.paused), "<": () => faster(-1), ">": () => faster(1), f: () => followButton.click() };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("a, input, select, button, audio, summary, [tabindex]")) return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

if ("mediaSession" in navigator) {
  navigator.mediaSession.metadata = new MediaMetadata({ title: data.title, artist: data.author, album: data.show,
    artwork: data.cover ? [{ src: data.cover, type: "image/jpeg" }] : [] });
  navigator.mediaSession.setActionHandler("seekbackward", () => seek(audio.currentTime * 1000 - 15000));
  navigator.mediaSession.setActionHandler("seekforward", () => seek(audio.currentTime * 1000 + 30000));
}
const asked = /^#t=([0-9.]+)$/.exec(location.hash);
const from = asked ? +asked[1] : +(memory(remembered) || 0);
if (from > 3) audio.addEventListener("loadedmetadata", () => {
  if (!asked && from > audio.duration - 5) return; // heard to the end: from the start again
  seek(from * 1000, false);
  if (asked && lit.length) lit[0].scrollIntoView({ block: "center", behavior: "instant" });
}, { once: true });
for (const element of document.querySelectorAll(".needs-script")) element.hidden = false;
