// What the desk shows when answers have come: the queue with the moderator's place kept, and what was not kept.
const deskPage = (() => {
  const find = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  function make(tag, className, ...inside) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  }

  const parsed = (answer) => new DOMParser().parseFromString(answer.text, "text/html");

  function replace(page) {
    find("main").replaceChildren(...find("main", page).childNodes);
    document.title = page.title;
  }

  // Where an element stands, to find it on the page that comes after.
  function spotOf(element) {
    const anchor = element.closest("[id]");
    return { id: anchor.id, tag: element.tagName, at: anchor === element ? -1 : all(element.tagName, anchor).indexOf(element) };
  }

  function atSpot({ id, tag, at }) {
    const anchor = document.getElementById(id);
    return at < 0 ? anchor : anchor && all(tag, anchor)[at];
  }

  // Everything that a moderator has done on the page since the press; gives what does it again on the next page.
  function keepPlace(row) {
    const { top } = row.getBoundingClientRect();
    const open = all("main details[open]").map(spotOf);
    const ticked = all("main input:checked[id]").map(({ id, value }) => ({ id, value }));
    const typed = all("main .finder :is(input, select)").map(({ id, value }) => ({ id, value }));
    const active = document.activeElement;
    const isInside = active.matches("main *") && (active.id || row.contains(active));
    const spot = isInside ? spotOf(active) : null;
    const caret = active.selectionStart;

    return () => {
      const same = document.getElementById(row.id);
      if (!same) return null;
      for (const each of open) atSpot(each)?.setAttribute("open", "");
      for (const { id, value } of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
      for (const { id, value } of ticked) {
        const box = document.getElementById(id);
        // The value holds the entry's hash: what was edited meanwhile is not chosen.
        if (box?.value === value) box.checked = true;
      }
      const focused = (spot && atSpot(spot)) || same;
      focused.focus({ preventScroll: true });
      if (caret != null) focused.setSelectionRange?.(caret, caret);
      const isFirst = same === find("[data-row]") && top >= 0;
      scrollTo({ top: isFirst ? 0 : scrollY + same.getBoundingClientRect().top - top, behavior: "instant" });
      return same;
    };
  }

  // The first refusal as the server says it, the others beneath it, each with the entry that it is about.
  function showRefused(refused, kept) {
    const [first, ...others] = refused.map(({ job, answer }) => about(job.row, parsed(answer)));
    replace(first);
    const main = find("main");
    for (const page of others) {
      const part = make("section", "also", ...find("main", page).childNodes);
      const heading = find("h1", part);
      heading.replaceWith(make("h2", "", ...heading.childNodes));
      main.append(part);
    }
    if (kept) main.append(make("p", "small", kept > 1 ? `Your ${kept} other decisions were kept.` : "Your other decision was kept."));
    main.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
    return all("h1, .also h2", main).map((each) => each.textContent).join(". ");
  }

  function about(row, page) {
    const entry = row && find("h2.entry", row).cloneNode(true);
    if (entry) {
      const copy = make("p", "entry", ...entry.childNodes);
      for (const name of ["lang", "dir"]) copy.setAttribute(name, entry.getAttribute(name));
      find("h1", page).after(copy);
    }
    return page;
  }

  function showLost(jobs, isSignedOut) {
    const names = jobs.map(({ row, words }) => {
      const name = row && find("h2 .name", row).textContent;
      return make("li", "", `${words}${name ? ": " : ""}`, name ? make("bdi", "", name) : "");
    });
    const way = make("a", "button", "Sign in");
    way.href = "/signin";
    const advice = "Look whether you are online, then decide again. What did arrive does not count twice.";
    const box = make(
      "div",
      "notice lost",
      make("p", "", make("strong", "", isSignedOut ? "You are signed out. Not kept:" : "No answer came. Not kept:")),
      make("ul", "", ...names),
      isSignedOut ? way : make("p", "", advice),
    );
    box.tabIndex = -1;
    find("main").prepend(box);
    box.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  }

  return { find, all, make, parsed, replace, keepPlace, showRefused, showLost };
})();
