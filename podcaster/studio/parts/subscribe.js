// Copies the address of the feed.
{
  const field = document.getElementById("address"), copy = document.getElementById("copy");
  copy.hidden = !field.value;
  field.addEventListener("focus", () => field.select());
  copy.addEventListener("click", async () => {
    field.select();
    // The clipboard needs https or localhost; the old way works at home too.
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    const usual = copy.textContent;
    copy.textContent = copy.dataset.copied;
    setTimeout(() => { copy.textContent = usual; }, 2000);
  });
}
