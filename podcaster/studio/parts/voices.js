// How far a voice has come, without a reload; at its end the page is loaded again, with the new voice.
{
  const box = document.getElementById("installing");
  const events = new EventSource(box.dataset.events);
  events.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    if (!told.busy) { events.close(); location.reload(); return; }
    for (const job of told.jobs) {
      const shown = box.querySelector(`[data-job="${CSS.escape(job.name)}"]`), bar = shown && shown.querySelector("progress");
      if (!bar) continue;
      shown.querySelector("[data-so-far]").textContent = `${job.file} ${job.so_far}`;
      if (job.total) bar.value = job.percent; else bar.removeAttribute("value");
    }
  });
}
