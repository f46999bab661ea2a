// A page that shows work under way, loaded again until it is done; not while somebody types.
setInterval(() => { if (!document.activeElement.matches("input, textarea, select")) location.reload(); }, 2000);
