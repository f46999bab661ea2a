// The QR code has the key behind a #, which no browser sends: it is put into the form, and out of the address.
(() => {
  function take() {
    const key = location.hash.slice(1);
    if (!key) return;
    history.replaceState(null, "", location.pathname);
    document.getElementById("key").value = key;
    document.getElementById("key-form").submit();
  }
  addEventListener("hashchange", take);
  take();
})();
