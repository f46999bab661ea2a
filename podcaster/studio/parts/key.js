// The QR code has the key behind a #, which no browser sends: it is put into the form, and out of the address.
(() => {
  const form = document.getElementById("key-form");
  function take() {
    const key = location.hash.slice(1);
    if (!key) return false;
    history.replaceState(null, "", location.pathname);
    form.elements.key.value = key;
    form.submit();
    return true;
  }
  addEventListener("hashchange", take);
  if (take() || !("look" in form.dataset)) return;
  // After a link on another site the browser kept its cookie back, and asks here although it has it: this request brings it.
  fetch("/studio/key/known", {redirect: "manual"}).then((answer) => { if (answer.ok) location.replace(form.elements.to.value); });
})();
