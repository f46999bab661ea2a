// What pages share: news from the studio, new parts in place of old ones, and why something was refused.
"use strict";

/* Call *heard* with each piece of news from *address*, while the page can be seen: a browser opens six connections to the
   studio, for all its windows together, and a seventh window would wait for ever. The first news of each connection says
   that everything may have changed. Returns what ends it. */
function follow(address, heard) {
  let open = null, again = 0, silent = 0;
  const close = () => { clearTimeout(again); clearTimeout(silent); silent = 0; open?.close(); open = null; };
  const ask = () => {
    open = new EventSource(address);
    open.addEventListener("open", () => { clearTimeout(silent); silent = 0; document.getElementById("silent")?.remove(); });
    open.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    open.addEventListener("error", () => {
      silent ||= setTimeout(isSilent, 5000);
      if (open?.readyState === EventSource.CLOSED) { open = null; again = setTimeout(ask, 5000); } // else the browser asks again
    });
  };
  const look = () => { if (document.hidden) close(); else if (!open) { close(); ask(); } };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look); removeEventListener("pagehide", close); removeEventListener("pageshow", look);
    close();
  };
}

/* Say that nothing on the page is new any more; it goes when the studio answers. */
function isSilent() {
  if (!document.getElementById("silent")) say("If it was ended, start it again. This page then goes on by itself.");
}

function say(advice) {
  document.getElementById("silent")?.remove();
  const notice = document.createElement("p");
  notice.id = "silent";
  notice.className = "notice bad";
  notice.setAttribute("role", "status");
  notice.textContent = `The studio does not answer. ${advice}`;
  document.querySelector("main").prepend(notice);
}

/* Send a form only if the studio answers, and only once. Otherwise the browser's own error would replace the page, with all
   that was typed, and a second press would do the same thing again: it comes within three seconds. */
{
  const answering = document.currentScript.src, sent = new WeakSet();
  let sure = null;
  addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || form === sure) return;
    event.preventDefault();
    if (sent.has(form)) return;
    sent.add(form);
    const answer = await fetch(answering, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10_000) }).catch(() => null);
    const answered = answer && answer.status < 500; // a proxy in front of a stopped studio answers 502
    setTimeout(() => sent.delete(form), answered ? 3000 : 0);
    if (!answered) { say("If it was ended, start it again. Then press the button again: nothing was sent."); return; }
    document.getElementById("silent")?.remove();
    if (!form.isConnected) { form.hidden = true; document.body.append(form); } // the page has renewed itself
    sure = form;
    try { form.requestSubmit(button?.form === form ? button : null); } finally { sure = null; }
  });
}

/* What a page that refuses something says, line by line: why, and what to do. */
const wordsOf = (main, lines = "h1, p") => [...main?.querySelectorAll(lines) ?? []].filter((one) => !one.querySelector("a")).slice(0, 3).map((one) => one.textContent.trim().replace(/\s+/g, " "));

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio";
const keyOf = (one) => [one.tagName, one.name || "", one.getAttribute("href") || (one.name ? one.tagName === "BUTTON" && one.value : one.textContent)].join(" ");

/* Where the focus is in *box*, in words that a new page can be asked with; null: it is elsewhere. */
function focusIn(box) {
  const at = document.activeElement;
  if (!box || at === box || !box.contains(at)) return null;
  const place = at.parentElement.closest("[id]");
  return { key: keyOf(at), id: at.id, place: box.contains(place) ? place.id : "", number: [...box.querySelectorAll(FOCUSABLE)].indexOf(at) };
}

/* The same place in *box* after it was renewed: the same button; else what leads to the same article; else a link nearby.
   It is never another button, which would be pressed by mistake. */
function focusAgain(box, was) {
  if (!was || !box) return;
  const all = [...box.querySelectorAll(FOCUSABLE)];
  const place = was.place && document.getElementById(was.place), near = place ? all.filter((one) => place.contains(one)) : all;
  const leads = (one) => one.matches("a, summary");
  const found = (was.id && document.getElementById(was.id)) || near.find((one) => keyOf(one) === was.key) || (place && near.find(leads))
    || all.slice(0, was.number + 1).reverse().find(leads) || all.find(leads) || box;
  if (found === box) box.tabIndex = -1;
  found.focus({ preventScroll: true });
}

/* *there* becomes like *fresh*, and is still the same element: what is announced to the blind is only what is new. */
function renewed(there, fresh) {
  const was = focusIn(there), open = [...there.querySelectorAll("details[open][id]")].map((one) => one.id);
  for (const { name } of [...there.attributes]) if (!fresh.hasAttribute(name) && name !== "tabindex") there.removeAttribute(name);
  for (const { name, value } of fresh.attributes) there.setAttribute(name, value);
  there.replaceChildren(...fresh.childNodes);
  for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
  focusAgain(there, was);
}

/* Load the page again, with the focus where it is. */
function loadAgain() {
  try { sessionStorage.setItem("focus", JSON.stringify({ path: location.pathname, was: focusIn(document.body) })); } catch { /* it keeps nothing */ }
  location.reload();
}
try {
  const kept = JSON.parse(sessionStorage.getItem("focus"));
  sessionStorage.removeItem("focus");
  if (kept?.was && kept.path === location.pathname) focusAgain(document.body, kept.was);
} catch { /* it has kept nothing */ }
