/* The page of an article without reloads: passages, facts, a word that is tapped, sounds that are heard at once. */
"use strict";
const text = document.getElementById("passages");

async function asked(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  return fields;
}

/* The studio did not answer: nothing else that is sent would arrive. */
class Silence extends Error {}
const SILENCE = "The studio does not answer. If it was ended, start it again. Then press the button again.";

async function send(form, button, headers = {}) {
  const body = await asked(form, button);
  return fetch(form.action, { method: "POST", body, credentials: "same-origin", headers }).catch(() => { throw new Silence(SILENCE); });
}

/* The page that a form leads to, put in the place of this one. Whatever goes wrong, the form is sent as it is. */
async function exchange(form, button) {
  form.setAttribute("aria-busy", "true");
  const answer = await send(form, button);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main");
  if (!answer.ok) { refuse(form, wordsOf(fresh)); return; }
  const there = document.querySelector("main");
  const at = button?.closest(".passage")?.id;
  const y = at ? document.getElementById(at).getBoundingClientRect().top : null;
  renewed(there, fresh);
  document.title = page.title;
  const back = at && document.getElementById(at);
  if (back) {
    const around = back.closest("details"); if (around) around.open = true;
    scrollBy({ top: back.getBoundingClientRect().top - y, behavior: "instant" });
    back.querySelector("button")?.focus({ preventScroll: true });
  }
  begin();
}

/* Why nothing was changed, above the text that stays. */
function refuse(form, words) {
  form?.removeAttribute("aria-busy");
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.append(...words.map((one) => { const line = document.createElement("p"); line.textContent = one; return line; }));
  const state = document.getElementById("state");
  state.replaceChildren(notice);
  state.scrollIntoView({ block: "nearest" });
}

const heardOf = (form) => form.parentElement.querySelector("[data-heard]") || document.getElementById("heard");

async function hear(form, button) {
  const heard = heardOf(form);
  heard.textContent = "The voice is speaking …";
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await send(form, button, { Accept: "application/json" });
    const told = await answer.json();
    heard.textContent = "";
    if (!answer.ok) { heard.textContent = told.error + (told.hint ? ". " + told.hint : ""); return; }
    const sentence = document.createElement("p"); sentence.className = "sample"; sentence.textContent = told.text; sentence.dir = "auto";
    const sound = document.createElement("audio"); sound.controls = true; sound.src = told.sound; sound.setAttribute("aria-label", told.label);
    heard.append(sentence, sound);
    document.querySelectorAll("audio").forEach((other) => { if (other !== sound) other.pause(); });
    sound.play().catch(() => {});
  } finally { form.removeAttribute("aria-busy"); }
}

function tapped(event) {
  const sentence = event.target.closest(".sentence");
  if (!sentence || event.target.closest("button, summary, a") || String(getSelection()).includes(" ")) return;
  const at = document.caretPositionFromPoint ? document.caretPositionFromPoint(event.clientX, event.clientY) : null;
  const range = at ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = at ? at.offsetNode : range?.startContainer;
  const offset = at ? at.offset : range?.startOffset;
  if (!node || node.nodeType !== 3 || node.parentElement.closest("ins, s")) return;
  const word = [...node.data.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu)].find((one) => one.index <= offset && offset <= one.index + one[0].length);
  if (!word) return;
  document.getElementById("word").value = word[0];
  document.getElementById("word-passage").value = sentence.closest(".passage").id.slice(1);
  const panel = document.getElementById("wrong-word");
  panel.open = true;
  panel.scrollIntoView({ block: "nearest" });
  document.getElementById("how").focus();
}

/* How far its episode is, while it is on its way: told by the studio, and the parts of the page that say so renewed. */
let unfollow = null, asked_last = 0, asking = 0;
const lengthOf = (seconds) => seconds < 55 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;

async function renew() {
  const answer = await fetch(location.pathname + location.search.replace(/([?&])done=[^&]*/, "$1"), { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.status === 404) { unfollow?.(); refuse(null, wordsOf(page.querySelector("main"))); return; } // it was removed
  if (!answer.ok) return;
  for (const id of ["state", "making", "make"]) {
    const fresh = page.getElementById(id), there = document.getElementById(id);
    if (!there || !fresh) { if (there && id === "make") there.replaceChildren(); continue; }
    if (there.outerHTML !== fresh.outerHTML) renewed(there, fresh);
  }
  watch();
}

function later() {
  clearTimeout(asking);
  asking = setTimeout(() => { asked_last = Date.now(); renew().catch(() => {}); }, Math.max(0, 1000 - (Date.now() - asked_last)));
}

function watch() {
  const box = document.getElementById("making");
  if (!box?.dataset.events) { unfollow?.(); unfollow = null; return; }
  if (unfollow) return;
  unfollow = follow(box.dataset.events, (news) => {
    const here = document.getElementById("making");
    if (!here?.dataset.events) return;
    const now = news.now.find((one) => String(one.id) === here.dataset.id), bar = here.querySelector("[data-percent]");
    const heard = now && (now.percent > 0) && !here.querySelector("a");
    if (news.changed || Boolean(news.trouble) !== Boolean(here.dataset.trouble) || Boolean(now) !== (here.dataset.state === "speaking") || heard) later();
    if (!now || !bar) return;
    bar.value = now.percent;
    here.querySelector("[data-done]").textContent = `${now.percent} % spoken`;
    here.querySelector("[data-left]").textContent = now.left_s ? `, about ${lengthOf(now.left_s)} left` : "";
  });
}

function begin() {
  watch();
  document.querySelectorAll(".needs-script").forEach((one) => { one.hidden = false; });
  document.body.classList.add("tappable");
}

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  const sounds = button?.value === "hear", changes = form.id === "passages" || form.action.endsWith("/facts") || form.action.endsWith("/as-found");
  if (!sounds && !changes) return;
  event.preventDefault();
  (sounds ? hear(form, button) : exchange(form, button)).catch((error) => {
    if (error instanceof Silence) {
      if (sounds) heardOf(form).textContent = error.message; else refuse(form, [error.message]);
      return;
    }
    const sent = document.createElement("input");
    if (button?.name) { sent.type = "hidden"; sent.name = button.name; sent.value = button.value; form.append(sent); }
    form.submit();
  });
});
document.addEventListener("click", tapped);
begin();
