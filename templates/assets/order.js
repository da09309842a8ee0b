// Comfort for authors: a name can be dragged to another number. The buttons do the same without this.
(() => {
  const rows = [...document.querySelectorAll("[data-move]")];
  const mover = document.getElementById("mover");
  const told = document.createElement("div");
  let held = null;

  const nameOf = (row) => row.querySelector(".name").textContent;
  const partOf = (row) => rows.filter((each) => each.dataset.part === row.dataset.part);
  const now = (row) => [...row.parentNode.children].filter((each) => each.dataset.part === row.dataset.part);

  function begin(event, row) {
    if (event.button) return;
    event.preventDefault();
    const part = partOf(row);
    const at = part.indexOf(row);
    held = { row, at, from: at, numbers: part.map((each) => each.value) };
    event.target.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    document.documentElement.classList.add("dragging");
    told.textContent = `Picked up ${nameOf(row)}, number ${row.value}.`;
  }

  // The others make room around the one that is held, so that one sees the list as it will be.
  function put(at) {
    const others = now(held.row).filter((each) => each !== held.row);
    const isBefore = (each) => each.compareDocumentPosition(held.row) & Node.DOCUMENT_POSITION_FOLLOWING;
    others.slice(0, at).filter((each) => !isBefore(each)).forEach((each) => held.row.before(each));
    others.slice(at).filter(isBefore).reverse().forEach((each) => held.row.after(each));
    now(held.row).forEach((each, index) => { each.value = held.numbers[index]; });
    if (at !== held.at) told.textContent = `${nameOf(held.row)}: number ${held.numbers[at]}.`;
    held.at = at;
  }

  function drag(event) {
    if (!held) return;
    const edge = 60;
    if (event.clientY < edge) scrollBy({ top: -12, behavior: "instant" });
    if (event.clientY > innerHeight - edge) scrollBy({ top: 12, behavior: "instant" });
    const others = now(held.row).filter((each) => each !== held.row);
    const before = others.filter((each) => {
      const box = each.getBoundingClientRect();
      return event.clientY > box.top + box.height / 2;
    });
    put(before.length);
  }

  function letGo() {
    held.row.classList.remove("dragged");
    document.documentElement.classList.remove("dragging");
    const was = held;
    held = null;
    return was;
  }

  function end() {
    if (!held) return;
    const { row, from, at, numbers } = letGo();
    if (at === from) return;
    mover.elements.signature.value = row.dataset.move;
    mover.elements.number.value = numbers[at];
    mover.submit();
  }

  function cancel() {
    if (!held) return;
    put(held.from);
    told.textContent = `${nameOf(held.row)} stays where it was.`;
    letGo();
  }

  for (const row of rows) {
    if (partOf(row).length < 2) continue;
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.textContent = "⠿";
    grip.title = "Drag to move";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => begin(event, row));
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", cancel);
    row.append(grip);
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") cancel(); });
  told.className = "away";
  told.setAttribute("role", "status");
  document.body.append(told);
})();
