const here = new URL("feed.xml", location.href.replace(/[?#].*$/, "")).href;
const field = document.getElementById("address");
// Without an address from podcaster it is where the page is, unless that is a file.
const own = field.value || (/^https?:/.test(here) ? here : "");
field.value = own;
field.addEventListener("focus", () => field.select());
const copy = document.getElementById("copy");
copy.disabled = !own;
copy.addEventListener("click", async () => {
  field.select();
  // The clipboard needs https or localhost; the old way works at home too.
  try { await navigator.clipboard.writeText(own); } catch { document.execCommand("copy"); }
  const usual = copy.textContent;
  copy.textContent = copy.dataset.copied;
  setTimeout(() => { copy.textContent = usual; }, 2000);
});
for (const link of own ? document.querySelectorAll("[data-app]") : [])
  link.href = link.dataset.app.replace("{url}", encodeURIComponent(own)).replace("{bare}", own.replace(/^https?:\/\//, ""));
const find = document.getElementById("find"), items = [...document.querySelectorAll(".episodes li")];
find.addEventListener("input", () => {
  const words = find.value.toLocaleLowerCase().split(/\s+/);
  let count = 0;
  for (const item of items) {
    const text = item.textContent.toLocaleLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    count += !item.hidden;
  }
  const found = document.getElementById("found");
  found.textContent = find.value ? (count === 1 ? found.dataset.one : found.dataset.many.replace("{n}", count)) : "";
});
for (const element of document.querySelectorAll(".needs-script")) element.hidden = false;
