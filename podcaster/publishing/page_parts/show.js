{
  const one = (name) => document.getElementById(name);

  // ---------------------------------------------------------------- how to subscribe

  const feed = new URL("feed.xml", location.href.replace(/[?#].*$/, "")).href;
  const field = one("address"), copy = one("copy"), hint = one("only-here");
  // Without an address from podcaster it is where the page is, unless that is a file: a private show on a web server.
  if (!field.value && /^https?:/.test(feed)) {
    field.value = feed;
    if (hint) hint.hidden = true;
    one("by-address").hidden = false;
    document.querySelector(".apps").hidden = false;
    const bare = feed.replace(/^https?:\/\//, ""), quoted = encodeURIComponent(feed);
    for (const link of document.querySelectorAll("[data-app]"))
      link.href = link.dataset.app.replace("{url}", feed).replace("{quoted}", quoted).replace("{bare}", bare);
  }
  copiesField(copy, field);
  // An iPad calls itself a Mac, but has a screen to touch.
  const agent = navigator.userAgent;
  const platform = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1) ? "ios"
    : /Android/.test(agent) ? "android" : /Mac/.test(agent) ? "mac" : /Windows/.test(agent) ? "windows"
    : /Linux|X11/.test(agent) ? "linux" : "";
  const more = document.querySelector(".more");
  if (platform) for (const app of document.querySelectorAll("[data-on]"))
    if (!app.dataset.on.split(" ").includes(platform)) more.lastElementChild.append(app);
  more.hidden = !more.querySelector("li") || !field.value;

  // ---------------------------------------------------------------- finding an episode

  const find = one("find");
  if (find) {
    const items = [...document.querySelectorAll(".episodes li")], found = one("found"), none = one("none");
    let texts = null;
    const search = () => {
      if (!texts) texts = items.map((item) => fold(item.lastElementChild.textContent));
      const words = fold(find.value).split(/\s+/);
      let count = 0;
      items.forEach((item, n) => { count += !(item.hidden = !words.every((word) => texts[n].includes(word))); });
      const asked = find.value.trim();
      none.hidden = !asked || count > 0;
      none.firstElementChild.textContent = none.firstElementChild.dataset.text.replace("{what}", () => asked);
      found.textContent = !asked || !count ? "" : found.dataset[count === 1 ? "one" : "many"].replace("{n}", count);
    };
    find.addEventListener("input", search);
    one("all").addEventListener("click", () => { find.value = ""; search(); find.focus(); });
    if (find.value) search(); // typed before the script ran, or kept by the browser
  }

  for (const element of document.querySelectorAll(".needs-script")) element.hidden = false;
  // A show without an episode: one may be in the making. A reload loses nothing on this page.
  // While the server does not answer, the page stays: the browser's own error would not go away.
  const again = () => fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => location.reload(), later);
  const later = () => setTimeout(again, 10000);
  if (one("empty") && /^https?:/.test(feed)) later();
}
