// Puts a text on the clipboard. The clipboard needs https or localhost; the old way works at home too.
async function copyText(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "skip";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
// Makes *button* copy what is in *field*; for two seconds it then says so.
function copiesField(button, field) {
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await copyText(field.value);
    field.select();
    const usual = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = usual; }, 2000);
  });
}
