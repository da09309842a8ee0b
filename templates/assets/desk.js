// Comfort for moderators: keys, and the next entry without waiting. Everything works without it.
(() => {
  const { find, all } = deskPage;
  const root = document.documentElement;
  const told = deskPage.make("div", "away");
  const line = new DecisionLine(settle);
  let current = null;
  let reading = 0;
  let afterwards = null;

  const isOn = () => {
    try { return localStorage.getItem("desk-keys") !== "off"; } catch { return true; }
  };

  function setOn(on) {
    try { localStorage.setItem("desk-keys", on ? "on" : "off"); } catch { /* The choice then lasts for this page. */ }
    showOn(on);
  }

  function showOn(on) {
    root.classList.toggle("keys-on", on);
    for (const button of all("[data-toggle]")) {
      button.setAttribute("aria-pressed", on);
      button.textContent = on ? "Keys are on" : "Keys are off";
    }
    for (const each of all("[data-key]")) {
      if (on) each.setAttribute("aria-keyshortcuts", each.dataset.key);
      else each.removeAttribute("aria-keyshortcuts");
    }
  }

  const rows = () => all("[data-row]").filter((row) => !row.inert);

  function mark(row) {
    for (const each of all("[data-row].current")) each.classList.remove("current");
    current = row;
    row?.classList.add("current");
    clearTimeout(reading);
    if (row) reading = setTimeout(() => claim(row), 1000);
  }

  function go(row) {
    if (!row) return;
    mark(row);
    row.focus({ preventScroll: true });
    const isAbove = row.getBoundingClientRect().top < 0;
    row.scrollIntoView({ block: isAbove ? "start" : "nearest", behavior: "instant" });
  }

  const typed = (form) => new URLSearchParams(new FormData(form));

  // Tells the others who reads this, and this reader if somebody was first.
  async function claim(row) {
    const form = find("[data-claim]", row);
    if (!form || form.dataset.sent) return;
    form.dataset.sent = "yes";
    const answer = await DecisionLine.post(form.action, typed(form)).catch(() => null);
    const note = answer && find("[data-reading]", deskPage.parsed(answer));
    if (note && !find("[data-reading]", row)) find("h2", row).after(note);
  }

  // The form is taken as it stands now, with the hash of the entry that was read; the next entry is there at once.
  function press(form) {
    if (form.dataset.sent || afterwards) return;
    form.dataset.sent = "yes";
    root.setAttribute("aria-busy", "true");
    const row = form.closest("[data-row]");
    const following = row && rows()[rows().indexOf(row) + 1];
    const words = find("button", form).firstChild.textContent.trim();
    const body = typed(form);
    if (row) setAside(row, words);
    go(following);
    line.send({ action: form.action, body, form, row, words, isPassed: Boolean(following) });
  }

  function setAside(row, words) {
    row.prepend(deskPage.make("p", "small sent", `On its way: ${words}`));
    row.inert = true;
  }

  function giveBack({ form, row }) {
    delete form.dataset.sent;
    if (!row?.inert) return;
    find(".sent", row).remove();
    row.inert = false;
  }

  // What has to see the answers first: undo, and leaving the page.
  function afterAnswers(act) {
    if (!line.isBusy) act();
    else afterwards ??= act;
  }

  function settle({ kept, refused, lost, isSignedOut }) {
    const act = afterwards;
    afterwards = null;
    root.removeAttribute("aria-busy");
    if (refused.length) showRefused(refused, kept.length);
    else if (kept.length) showQueue(kept.at(-1));
    if (lost.length) showLost(lost, isSignedOut);
    else if (!refused.length) act?.();
  }

  function showQueue({ job, answer }) {
    const putBack = job.isPassed && current?.isConnected ? deskPage.keepPlace(current) : () => null;
    deskPage.replace(deskPage.parsed(answer));
    if (answer.isPage) history.replaceState(null, "", answer.url);
    prepare();
    find("[data-notice]")?.removeAttribute("role");
    told.textContent = find("[data-notice] p")?.textContent ?? "";
    const same = putBack();
    countChosen();
    if (same) return mark(same);
    const first = find("[data-row]");
    const row = given() ?? first;
    if (row) go(row);
    else find("main").focus();
    if (row === first) scrollTo({ top: 0, behavior: "instant" });
  }

  function showRefused(refused, kept) {
    told.textContent = deskPage.showRefused(refused, kept);
    prepare();
  }

  function showLost(jobs, isSignedOut) {
    jobs.forEach(giveBack);
    mark(jobs.map(({ row }) => row && document.getElementById(row.id)).find(Boolean) ?? current);
    deskPage.showLost(jobs, isSignedOut);
  }

  function countChosen() {
    const chosen = all("[name=chosen]:checked").length;
    for (const button of all("[data-chosen]")) {
      button.textContent = chosen ? `List the ${chosen} chosen` : "List the chosen";
    }
  }

  // The row that the server names to go on with.
  function given() {
    const at = find("[data-at]")?.dataset.at;
    return at ? document.getElementById(at) : null;
  }

  // What the page is given when it is shown: key names on buttons, a row to begin with.
  function prepare() {
    for (const each of all("[data-keys]")) each.hidden = false;
    for (const each of all("[data-key]")) {
      const key = deskPage.make("kbd", "", each.dataset.key);
      key.setAttribute("aria-hidden", "true");
      (each.labels?.[0] ?? each).append(" ", key);
    }
    showOn(isOn());
    countChosen();
    mark(find("[data-row]:target") || given() || find("[data-row]"));
  }

  const steps = { j: 1, k: -1 };
  const doing = {
    o: () => { const more = current && find("[data-more]", current); if (more) more.open = !more.open; },
    u: () => afterAnswers(() => find("[data-key=u]")?.click()),
    "/": () => { const q = find("#q"); if (q) { q.closest("details").open = true; q.focus(); } },
    "?": () => { const keys = find("[data-keys]"); if (keys) { keys.open = !keys.open; find("summary", keys).focus(); } },
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTyping = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
    if (!isOn() || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (key in steps) {
      const shown = rows();
      const inside = target.closest("[data-row]");
      const next = shown.indexOf(inside || current) + (inside ? steps[key] : 0);
      go(shown[Math.min(Math.max(next, 0), shown.length - 1)]);
    } else if (event.repeat) {
      return;
    } else if (key in doing) {
      doing[key]();
    } else if ("acrx".includes(key) && key.length === 1) {
      if (current && !current.inert) find(`[data-key=${key}]`, current)?.click();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-desk]")) return;
    event.preventDefault();
    press(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toggle]")) setOn(!root.classList.contains("keys-on"));
    const link = event.target.closest("a[href]:not([target])");
    if (!link || !line.isBusy || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    afterAnswers(() => location.assign(link.href));
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && row !== current) mark(row);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-more]") && event.target.open) claim(event.target.closest("[data-row]"));
  }, true);
  document.addEventListener("change", countChosen);

  told.setAttribute("role", "status");
  document.body.append(told);
  prepare();
})();
