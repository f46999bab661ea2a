// For a blog: <script async src=".../embed/listen.js"></script> puts the player where it stands, if the post is an episode.
// data-height="80" makes it small, data-theme="dark" or "light" chooses a theme, data-post is the address of the post
// where it is not that of the page, and data-before=".content" puts the player there rather than beside the script.
(() => {
  "use strict";
  const here = document.currentScript, told = here.dataset;
  const canonical = document.querySelector('link[rel="canonical"]');
  const post = new URL(told.post || (canonical && canonical.href) || location.href, location.href);
  // The same as `place_of` in embeds.py: a post is found with and without www., a slash at its end, and what follows a #.
  const place = post.host.replace(/^www\./, "") + post.pathname.replace(/\/+$/, "") + post.search;
  const bytes = new TextEncoder().encode(place);
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  const shelf = ((~sum) & 255).toString(16).padStart(2, "0");
  const root = new URL(".", here.src);
  fetch(new URL("posts/" + shelf + ".json", root)).then((answer) => (answer.ok ? answer.json() : {})).then((posts) => {
    const found = Object.prototype.hasOwnProperty.call(posts, place) && posts[place];
    if (!found) return;
    const frame = document.createElement("iframe");
    frame.src = new URL(found[0] + ".html", root).href + (told.theme ? "#" + told.theme : "");
    frame.title = told.title || found[1];
    frame.loading = "lazy";
    frame.style.cssText = "display:block;border:0;width:100%;height:" + (parseInt(told.height, 10) || 160) + "px";
    const content = told.before && document.querySelector(told.before);
    if (content) content.before(frame); else here.after(frame);
  }).catch(() => {});
})();
