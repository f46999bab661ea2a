// What is new in the queue, without a reload: the sentence that is being spoken at once, the lists when they change.
{
  const lengthOf = (seconds) => seconds < 55 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
  const show = (told) => {
    for (const one of told.now) {
      const row = document.getElementById(`a${one.id}`), bar = row && row.querySelector("[data-percent]");
      if (!bar) continue;
      bar.value = one.percent;
      row.querySelector("[data-done]").textContent = one.percent ? `${one.percent} % spoken` : "Getting ready";
      row.querySelector("[data-left]").textContent = one.left_s ? `, about ${lengthOf(one.left_s)} left` : "";
      row.querySelector("[data-said]").textContent = one.said;
    }
  };
  let asked = 0, last = 0;
  const renew = async () => {
    const mine = ++asked;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("queue"), box = document.getElementById("queue");
    if (mine !== asked || !answer.ok || !fresh) return;
    if (box.outerHTML !== fresh.outerHTML) renewed(box, fresh);
  };
  let waiting = 0;
  follow(document.getElementById("queue").dataset.events, (told) => {
    const unknown = told.now.some((one) => !document.querySelector(`#a${one.id} [data-percent]`));
    if (told.changed || unknown || Boolean(told.trouble) !== Boolean(document.getElementById("queue").dataset.trouble)) {
      clearTimeout(waiting);
      waiting = setTimeout(() => { last = Date.now(); renew().catch(() => {}); }, Math.max(0, 1000 - (Date.now() - last)));
    }
    show(told);
  });
}
