"use strict";
// The player of every page; the scripts of the pages use it as `listen`. It runs in browsers of 2018 and later; in older
// ones no line of it runs, and the browser's own player stays.
const listen = (() => {
  const root = document.querySelector(".player"), audio = root.querySelector("audio");
  const w = JSON.parse(root.dataset.words);
  const part = (name) => root.querySelector('[data-p="' + name + '"]');
  const [seekBar, speed, sleep, list, bars, heard, head] = ["seek", "speed", "sleep", "list", "bars", "heard", "head"].map(part);
  const online = /^https?:/.test(location.protocol);
  const parts = {}; // what the script of the page may use, and `selected`, which it may add
  const watchers = []; // called with the time in ms, in each frame while it plays
  let episode = null, pending = null, asked = false, started = false, saved = 0, copied = 0, chapter = -1, second = -1, shownShare = "", looping = false, byPointer = null;
  let stopAt = Infinity, sleepAt = 0, sleepChapter = Infinity;

  // In private windows and in files opened from a disk, storage may be refused; the page works without it.
  const memory = (key, value) => {
    try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
  };
  // By the name of the file, which contains part of the guid and never changes; guids would add 9 kB to a list.
  const keyOf = (one) => "podcaster:" + one.src.split("/").pop().replace(/\.\w+$/, "");
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const clock = (seconds) => {
    const s = Math.floor(seconds + 0.001), h = Math.floor(s / 3600), two = (n) => String(n).padStart(2, "0");
    return (h ? h + ":" + two(Math.floor(s / 60) % 60) : Math.floor(s / 60)) + ":" + two(s % 60);
  };

  // ---------------------------------------------------------------- moments: #t=100  #t=1:40  #t=1m40s  #t=npt:100,120

  function timeOf(text) {
    const named = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d*)?)s?)?$/i.exec(text);
    if (text && named) return (+named[1] || 0) * 3600 + (+named[2] || 0) * 60 + (+named[3] || 0);
    return /^\d+(:\d{1,2}){1,2}(\.\d*)?$/.test(text) ? text.split(":").reduce((sum, one) => sum * 60 + +one, 0) : NaN;
  }
  function moment(hash) {
    const found = /[#&]t=([^&]*)/.exec(hash.split(":~:")[0]);
    if (!found) return null;
    let text = found[1];
    try { text = decodeURIComponent(text); } catch { /* as it is */ }
    const [from, to] = text.replace(/^npt:/i, "").split(",");
    const span = { from: from ? timeOf(from) : 0, to: to ? timeOf(to) : Infinity };
    return span.to > span.from ? span : null; // nothing if one of them is no time
  }
  // What a link is to lead to: the sentences that are selected, else this moment.
  function span() {
    const chosen = part("panel").hidden || !parts.selected ? null : parts.selected();
    return chosen ? Object.assign(chosen, { said: clock(chosen.from) + "–" + clock(chosen.to) }) : { from: now(), to: Infinity, said: clock(now()) };
  }
  // The address of the page of the episode: the public one where the page knows it; "" for a file on a disk.
  function address(span) {
    const canonical = document.querySelector('link[rel="canonical"]');
    const here = canonical ? canonical.href : online ? location.href : "";
    if (!here || !episode) return "";
    const page = episode.page ? new URL(episode.page, here).href : here;
    return page.replace(/#.*/, "") + "#t=" + clock(span.from) + (span.to < Infinity ? "," + clock(span.to) : "");
  }

  // ---------------------------------------------------------------- what plays, and where

  const now = () => (pending === null ? audio.currentTime : pending);
  const duration = () => (audio.duration > 0 && audio.duration < Infinity ? audio.duration : (episode && episode.duration_ms / 1000) || 0);
  const play = () => { started = true; const begun = audio.play(); if (begun) begun.catch(() => {}); }; // the browser wants a click first
  const toggle = () => (audio.paused ? play() : audio.pause());
  function keep() {
    if (!episode || !started) return;
    saved = Date.now();
    memory(keyOf(episode), audio.ended ? "0" : now().toFixed(1));
  }
  function seek(seconds, andPlay) {
    const to = Math.max(0, Math.min(seconds, duration() || seconds));
    started = asked = true;
    if (to >= stopAt) stopAt = Infinity;
    if (audio.readyState) audio.currentTime = to; else pending = to;
    sleepChapter = endOf(to);
    show();
    if (andPlay) play();
  }
  function load(next, span) {
    keep();
    const other = !episode || episode.src !== next.src;
    if (!other) return;
    const from = +(memory(keyOf(next)) || memory("podcaster:" + next.guid)) || 0; // older versions of podcaster used the guid
    episode = next;
    started = false;
    if (audio.getAttribute("src") !== next.src) audio.src = next.src;
    asked = !!span;
    stopAt = span ? span.to : Infinity;
    pending = span ? span.from : from > 3 ? from : null;
    if (audio.readyState) settle();
    describe();
    tellSystem();
    if (!next.chapters && online && next.page) more(next);
  }
  // The length is known now: go to where playing should begin; an episode heard to its end begins again.
  function settle() {
    if (pending !== null && audio.duration > 0) {
      if (asked || pending < audio.duration - 5) audio.currentTime = Math.min(pending, audio.duration);
      pending = null;
    }
    show();
  }
  // On the page of a show: chapters and waveform are in files beside the sound.
  function more(wanted) {
    const beside = (kind) => fetch(wanted.page.replace(/\.html$/, kind)).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    const chaptered = wanted.chaptered ? beside(".chapters.json") : Promise.resolve(null);
    Promise.all([beside(".peaks.json"), chaptered]).then(([wave, told]) => {
      wanted.wave = wave;
      wanted.chapters = told ? told.chapters.map((one) => [1000 * one.startTime, one.title]) : [];
      if (episode !== wanted) return;
      describe();
      show();
    });
  }

  // ---------------------------------------------------------------- chapters, waveform, words

  const chapterAt = (seconds) => {
    let found = -1;
    if (episode && episode.chapters) episode.chapters.forEach((one, n) => { if (one[0] <= 1000 * seconds + 1) found = n; });
    return found;
  };
  const startOf = (n) => episode.chapters[n][0] / 1000;
  const endOf = (seconds) => {
    const next = chapterAt(seconds) + 1;
    return episode && episode.chapters && next > 0 && next < episode.chapters.length ? startOf(next) : Infinity;
  };
  function describe() {
    const title = part("title"), chapters = episode.chapters || [];
    title.hidden = !episode.page;
    title.textContent = episode.page ? episode.title : "";
    if (episode.page) title.href = episode.page;
    if (window.parent !== window) title.target = "_blank"; // of a page in a frame
    part("chapter").textContent = "";
    chapter = -1;
    list.textContent = "";
    part("chapters").hidden = chapters.length < 2;
    chapters.forEach(([start, name]) => {
      const item = document.createElement("li"), button = document.createElement("button");
      const at = document.createElement("span"), what = document.createElement("span");
      at.textContent = clock(start / 1000);
      what.textContent = name || episode.title;
      what.dir = "auto";
      button.type = "button";
      button.dataset.ms = start;
      button.append(at, what);
      item.append(button);
      list.append(item);
    });
    sleep.querySelector('[value="chapter"]').hidden = chapters.length < 2;
    draw();
    label();
  }
  const percent = (part, whole) => (100 * part / whole).toFixed(3) + "%";
  // Bars in groups: a group for each paragraph, as high as it is loud; a line where a chapter begins.
  function draw() {
    const wave = episode.wave;
    bars.textContent = heard.textContent = "";
    part("wave").classList.toggle("flat", !wave);
    const total = (wave && wave.duration_ms) || 1000 * duration(), chapters = (episode.chapters || []).slice(1);
    const add = (where, className, left) => {
      const one = document.createElement("i");
      one.className = className;
      one.style.left = percent(left, total);
      where.append(one);
      return one;
    };
    for (const [at, height] of wave ? shape(wave, total) : [])
      for (const where of [bars, heard]) add(where, "", at).style.height = height + "%";
    if (total && chapters.length < 60) for (const [start] of chapters) add(bars, "mark", start); // more would be a fence
  }
  // [ms, height] of the bars, one for six pixels. An older podcaster wrote down levels alone.
  function shape(wave, total) {
    const step = total / Math.max(50, Math.min(120, part("wave").clientWidth / 6)), levels = wave.levels, spans = wave.paragraphs || [[0, total, 99]], out = [];
    const loud = spans.map((one) => one[2]), low = Math.min(...loud), high = Math.max(...loud);
    for (const [from, to, level] of spans) {
      const room = Math.max(0, to - from - 0.8 * step), count = Math.max(1, Math.round(room / step)), tall = high - low > 2 ? 45 + 55 * (level - low) / (high - low) : 85;
      for (let n = 0; n < count; n++) {
        const at = (from + to) / 2 + room * ((n + 0.5) / count - 0.5), here = levels[Math.min(levels.length - 1, Math.floor(at * levels.length / total))];
        out.push([at, Math.round(tall * (0.55 + 0.45 * here / 99))]);
      }
    }
    return out;
  }
  function label() {
    const playing = !audio.paused;
    root.classList.toggle("on", playing);
    part("toggle").setAttribute("aria-label", playing ? w.pause : w.play);
    for (const button of entries()) {
      const on = playing && !!episode && button.dataset.src === episode.src;
      if (on !== button.classList.contains("on")) {
        button.classList.toggle("on", on);
        button.setAttribute("aria-label", fill(on ? w.pause_episode : w.play_episode, { title: about(button).title }));
      }
    }
  }
  function show() {
    const at = now(), total = duration();
    for (const watch of watchers) watch(1000 * at);
    const share = (total ? 100 * Math.min(1, at / total) : 0).toFixed(1); // not in every frame: the page is drawn anew
    if (share !== shownShare) {
      shownShare = share;
      head.style.left = share + "%";
      heard.style.clipPath = "inset(0 " + (100 - share) + "% 0 0)";
    }
    const n = audio.error ? -2 : chapterAt(at);
    if (n !== chapter) {
      chapter = n;
      const name = n < -1 ? w.broken : n >= 0 && episode.chapters.length > 1 ? episode.chapters[n][1] : "";
      part("chapter").textContent = name && name !== part("title").textContent ? name : "";
      [...list.children].forEach((item, i) => item.classList.toggle("now", i === n));
      root.querySelector(".p-now").classList.toggle("some", !!episode.page || !!part("follow") || !!part("chapter").textContent);
    }
    if (Math.floor(at) === second && audio.readyState && +seekBar.max === total) return;
    second = Math.floor(at);
    part("time").textContent = clock(at);
    part("total").textContent = total ? "/ " + clock(total) : "";
    seekBar.max = total || 1;
    if (document.activeElement !== seekBar || audio.paused) place(at);
    if (Date.now() - copied > 2000) part("link").textContent = fill(w.copy_link, { time: span().said });
    part("link").hidden = !address(span());
  }
  // Not every second while the bar has the focus: a screen reader would read each change.
  function place(at) {
    seekBar.value = at;
    seekBar.setAttribute("aria-valuetext", fill(w.position, { time: clock(at), all: clock(duration()) }));
  }
  function tick() {
    looping = false;
    show();
    if (!audio.paused && !document.hidden) { looping = true; requestAnimationFrame(tick); }
  }
  // Where to stop by itself: at the end of a linked span, and by the sleep timer.
  function stop() {
    const at = audio.currentTime, left = sleepAt ? (sleepAt - Date.now()) / 1000 : Infinity;
    if (at >= stopAt) { audio.pause(); stopAt = Infinity; }
    if (sleep.value === "chapter" && at >= sleepChapter - 0.1) doze();
    else if (left <= 0) doze();
    else if (left < 8) audio.volume = Math.max(0.05, left / 8); // fade out; iPhones do not let a page set the volume
  }
  function doze() { audio.pause(); audio.volume = 1; sleep.value = ""; sleepAt = 0; }

  // ---------------------------------------------------------------- the list of episodes, and what comes next

  const entries = () => [...document.querySelectorAll("[data-src]")];
  const about = (button) => {
    const link = button.closest("li").querySelector("h3 a"), cover = link.getAttribute("href").replace(/\.html$/, ".jpg");
    return { src: button.dataset.src, title: link.textContent, page: link.getAttribute("href"), cover,
      show: document.title, author: "", chaptered: "chapters" in button.dataset };
  };
  // The next (by 1) or previous (by -1) episode among the visible ones of a list; on its own page, that of its links.
  function neighbour(by) {
    const shown = entries().filter((one) => !one.closest("li").hidden);
    const at = shown.findIndex((one) => episode && one.dataset.src === episode.src);
    if (at >= 0) return shown[at + by] || null;
    const link = document.querySelector(by > 0 ? 'a[rel~="next"]' : 'a[rel~="prev"]');
    return link && link.href ? link : null;
  }
  function goOn(by) {
    const other = neighbour(by);
    if (!other) return false;
    keep();
    if (other.dataset.src) { load(about(other)); play(); } else location.href = other.href.replace(/#.*/, "") + "#play";
    return true;
  }
  const jump = (by) => {
    const to = chapterAt(now()) + by;
    if (by < 0 && now() - (chapter >= 0 ? startOf(chapter) : 0) > 4) seek(chapter >= 0 ? startOf(chapter) : 0);
    else if (episode && episode.chapters && to >= 0 && to < episode.chapters.length) seek(startOf(to));
    else if (!goOn(by) && by < 0) seek(0);
  };

  // ---------------------------------------------------------------- the browser's events

  audio.addEventListener("loadedmetadata", settle);
  audio.addEventListener("durationchange", show);
  audio.addEventListener("play", () => { started = true; label(); if (!looping) tick(); });
  audio.addEventListener("pause", () => { keep(); label(); show(); });
  audio.addEventListener("seeked", () => { place(now()); show(); if (started) keep(); });
  audio.addEventListener("timeupdate", () => {
    stop();
    if (!looping) { if (audio.paused) show(); else tick(); }
    if (Date.now() - saved > 5000 && !audio.paused) keep();
  });
  audio.addEventListener("ended", () => {
    memory(keyOf(episode), "0");
    const rest = sleep.value === "episode";
    if (rest || sleep.value === "chapter") doze();
    if (rest || !part("play-on").checked || !goOn(1)) label();
  });
  audio.addEventListener("error", () => {
    if (!episode || !audio.getAttribute("src")) return;
    label();
    show();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); else if (!looping) tick(); });
  addEventListener("pagehide", keep);
  addEventListener("hashchange", () => {
    const span = moment(location.hash);
    if (!span || !episode) return;
    stopAt = Infinity;
    seek(span.from, true);
    stopAt = span.to;
  });

  document.addEventListener("click", (event) => {
    const entry = event.target.closest("[data-src]"), time = event.target.closest("[data-ms]");
    const control = event.target.closest("a, button, summary, input");
    byPointer = event.detail ? control : byPointer; // a click by a key has no detail
    if (entry) {
      root.hidden = false;
      if (episode && episode.src === entry.dataset.src) toggle(); else { load(about(entry)); play(); }
    } else if (time && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      seek(time.dataset.ms / 1000, true);
    }
  });
  part("toggle").addEventListener("click", toggle);
  part("back").addEventListener("click", () => seek(now() - 15));
  part("on").addEventListener("click", () => seek(now() + 30));
  part("next").addEventListener("click", () => goOn(1));
  const dots = part("more"), panel = part("panel");
  function open(yes) {
    panel.hidden = !yes;
    dots.setAttribute("aria-expanded", yes);
    part("next").hidden = !neighbour(1);
    second = -1;
    show();
  }
  dots.addEventListener("click", () => open(panel.hidden));
  document.addEventListener("pointerdown", (event) => { if (!panel.hidden && !root.contains(event.target)) open(false); });

  const tip = part("tip"), wave = part("wave");
  function point(share) {
    const at = share * duration(), n = chapterAt(at);
    tip.hidden = !duration();
    tip.style.left = 100 * share + "%";
    tip.textContent = clock(at) + (n >= 0 && episode.chapters.length > 1 ? " " + episode.chapters[n][1] : "");
  }
  wave.addEventListener("pointermove", (event) => {
    const box = wave.getBoundingClientRect();
    point(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
  });
  for (const gone of ["pointerleave", "pointerup", "pointercancel"]) wave.addEventListener(gone, () => { tip.hidden = true; });
  seekBar.addEventListener("input", () => point(seekBar.value / seekBar.max));
  seekBar.addEventListener("change", () => { seek(+seekBar.value); tip.hidden = true; });

  function applySpeed() { audio.defaultPlaybackRate = audio.playbackRate = +speed.value; memory("podcaster:speed", speed.value); tellPosition(); }
  const faster = (by) => { speed.selectedIndex = Math.min(speed.length - 1, Math.max(0, speed.selectedIndex + by)); applySpeed(); };
  speed.addEventListener("change", applySpeed);
  sleep.addEventListener("change", () => {
    audio.volume = 1;
    sleepAt = +sleep.value ? Date.now() + 60000 * sleep.value : 0;
    sleepChapter = endOf(now());
  });
  for (const box of [part("play-on"), part("keys")]) {
    const key = "podcaster:" + box.dataset.p;
    box.checked = memory(key) !== "0";
    box.addEventListener("change", () => memory(key, box.checked ? "1" : "0"));
  }

  part("link").addEventListener("click", async () => {
    await copyText(address(span()));
    part("link").textContent = w.copied;
    copied = Date.now();
    setTimeout(() => { second = -1; show(); }, 2100);
  });

  // ---------------------------------------------------------------- keys

  const keys = { " ": toggle, k: toggle, j: () => seek(now() - 15), l: () => seek(now() + 30), ArrowLeft: () => seek(now() - 5),
    ArrowRight: () => seek(now() + 5), "<": () => faster(-1), ">": () => faster(1) };
  // On a keyboard of another script the key is known by its place.
  const nameOf = (event) => (event.key > "\x7f" && /^Key[A-Z]$/.test(event.code) ? event.code[3] : event.key);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) { open(false); dots.focus(); return; }
    if (event.key === "Tab") byPointer = null;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || !episode || !part("keys").checked) return;
    const at = event.target, name = nameOf(event), act = keys[name.length === 1 ? name.toLowerCase() : name];
    if (!act || at.closest("input:not([type=range]):not([type=checkbox]), textarea, select, audio, [contenteditable]")) return;
    if (/^Arrow/.test(name) && at.closest("[tabindex]")) return; // it scrolls
    // Space presses a button that was reached by keyboard. After a click, space belongs to the player.
    if (name === " " && at !== byPointer && at.closest("button, summary, [type=checkbox]")) return;
    event.preventDefault();
    act();
    place(now());
  });
  document.addEventListener("keyup", (event) => { // Firefox presses the button here
    if (event.key === " " && byPointer && event.target === byPointer && episode && part("keys").checked) event.preventDefault();
  });
  // A list that was opened with the pointer gives up the focus after a choice, so that the keys work again.
  for (const one of [speed, sleep]) {
    let pointed = false;
    one.addEventListener("pointerdown", () => { pointed = true; });
    one.addEventListener("keydown", () => { pointed = false; });
    one.addEventListener("change", () => { if (pointed) one.blur(); pointed = false; });
  }

  // ---------------------------------------------------------------- media keys, headphones, lock screens

  const media = navigator.mediaSession;
  function tellSystem() {
    if (!media || !window.MediaMetadata) return;
    const artwork = episode.cover ? [{ src: new URL(episode.cover, location.href).href, type: "image/jpeg" }] : [];
    media.metadata = new MediaMetadata({ title: episode.title, artist: episode.author || episode.show, album: episode.show, artwork });
  }
  function tellPosition() {
    if (!media || !media.setPositionState || !(audio.duration > 0 && audio.duration < Infinity)) return;
    media.setPositionState({ duration: audio.duration, playbackRate: audio.playbackRate || 1, position: Math.min(audio.currentTime, audio.duration) });
  }
  const actions = { play, pause: () => audio.pause(), stop: () => audio.pause(), seekbackward: (how) => seek(now() - (how.seekOffset || 15)),
    seekforward: (how) => seek(now() + (how.seekOffset || 30)), seekto: (how) => seek(how.seekTime), previoustrack: () => jump(-1), nexttrack: () => jump(1) };
  if (media && media.setActionHandler) for (const name of Object.keys(actions)) {
    try { media.setActionHandler(name, actions[name]); } catch { /* a browser that does not know this one */ }
  }
  for (const change of ["loadedmetadata", "seeked", "ratechange", "play", "pause"]) audio.addEventListener(change, tellPosition);

  // What plays in another window stops.
  try {
    const others = new BroadcastChannel("podcaster");
    others.onmessage = () => audio.pause();
    audio.addEventListener("play", () => others.postMessage("play"));
  } catch { /* a browser without, or a file on a disk */ }

  // ---------------------------------------------------------------- now

  speed.value = memory("podcaster:speed") || "1";
  if (!speed.value) speed.value = "1";
  applySpeed();
  const data = document.getElementById("data");
  if (data) {
    load(JSON.parse(data.textContent), moment(location.hash));
    if (location.hash === "#play") { history.replaceState(null, "", location.pathname + location.search); play(); }
  }
  root.classList.add("mine");
  for (const element of [root.querySelector(".p-all"), ...entries()]) element.hidden = false;
  if (episode) draw(); // now that the bar has a width
  show();
  return Object.assign(parts, { audio, part, seek, play, now, keys, watchers, moment, address });
})();
