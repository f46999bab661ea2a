// Plays the sentences of an article one piece after the other, as they are made.
{
  const box = document.getElementById("listen"), player = document.getElementById("player");
  const button = document.getElementById("play"), state = document.getElementById("state"), said = document.getElementById("said");
  let next = Number(box.dataset.from), playing = false;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const told = async () => {
    const answer = await fetch(`${box.dataset.told}?from=${next}`);
    return answer.ok ? answer.json() : { to: next, seconds: 0, sentences: Infinity, state: "speaking" };
  };
  const play = async () => {
    for (;;) {
      const piece = await told().catch(() => null);
      if (piece && piece.to > next) {
        said.textContent = piece.text;
        state.textContent = `Sentence ${next + 1} of ${piece.sentences}`;
        player.src = `${box.dataset.heard}?from=${next}&to=${piece.to}`;
        next = piece.to;
        const over = new Promise((done) => { player.onended = done; player.onerror = done; });
        await player.play();
        await over;
      } else if (piece && (next >= piece.sentences || ["made", "failed", "ready"].includes(piece.state))) {
        state.textContent = piece.state === "made" ? "The episode is made. " : "This is all that was made.";
        if (piece.episode) {
          const link = document.createElement("a");
          link.href = piece.episode; link.textContent = "Listen to the episode";
          state.append(link);
        }
        if (piece.state === "speaking" || piece.state === "queued") { await wait(3000); continue; }
        return;
      } else {
        state.textContent = "The next sentence is being spoken …";
        await wait(1500);
      }
    }
  };
  player.removeAttribute("src");
  player.hidden = true;
  box.querySelector(".with-script").hidden = false;
  button.addEventListener("click", async () => {
    if (playing) return;
    playing = true; button.disabled = true; player.hidden = false; next = Number(box.dataset.from);
    try { await play(); } catch { state.textContent = "The sound could not be played."; }
    playing = false; button.disabled = false;
  });
}
