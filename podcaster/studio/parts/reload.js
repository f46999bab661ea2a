/* A page that shows work under way is loaded again until it is done; not while somebody types, and not while the studio
   does not answer: the browser would show its own error for ever. */
"use strict";
{
  const answering = document.currentScript.src;
  const again = async () => {
    const waits = document.querySelector("#waiting, #pulling") && !document.activeElement.matches("input, textarea, select");
    const answered = waits && await fetch(answering, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answered) loadAgain(); else setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
}
