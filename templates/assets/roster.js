// Comfort for authors who go through a roster: j and k walk from row to row. Everything works without this.
(() => {
  const rows = [...document.querySelectorAll("[data-rows] > li")];
  const keys = { j: 1, k: -1 };

  document.addEventListener("keydown", (event) => {
    const step = keys[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const at = rows.indexOf(document.activeElement.closest("[data-rows] > li"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });

  // A row that was changed, or opened, is where one goes on. Browsers take the focus away while they scroll there.
  addEventListener("load", () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const row = target && target.closest("[data-rows] > li");
    if (!row || document.querySelector(".problem")) return;
    const field = row.querySelector(".mending input:not([type=hidden])");
    (field || row).focus({ preventScroll: true });
  });
})();
