// How far a voice has come, without a reload; at its end the page is loaded again, with the new voice.
{
  const box = document.getElementById("installing");
  const stop = follow(box.dataset.events, (told) => {
    if (!told.busy) { stop(); loadAgain(); return; }
    for (const job of told.jobs) {
      const shown = box.querySelector(`[data-job="${CSS.escape(job.name)}"]`), bar = shown && shown.querySelector("progress");
      if (!bar) continue;
      shown.querySelector("[data-so-far]").textContent = `${job.file} ${job.so_far}`;
      if (job.total) bar.value = job.percent; else bar.removeAttribute("value");
    }
  });
}
