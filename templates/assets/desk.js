// Comfort for moderators: keys, and the next entry without a new page. Everything works without it.
(() => {
  const find = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const root = document.documentElement;
  const told = document.createElement("div");
  let current = null;
  let isBusy = false;
  let reading = 0;

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
    row.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  // Tells the others who reads this, and this reader if somebody was first.
  async function claim(row) {
    const form = find("[data-claim]", row);
    if (!form || form.dataset.sent) return;
    form.dataset.sent = "yes";
    const page = await post(form).catch(() => null);
    const note = page && find("[data-reading]", page.seen);
    if (note && !find("[data-reading]", row)) find("h2", row).after(note);
  }

  async function post(form) {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const seen = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { url: answer.url, seen };
  }

  async function send(form) {
    if (isBusy) return;
    isBusy = true;
    root.setAttribute("aria-busy", "true");
    try {
      show(await post(form));
    } catch {
      form.submit();
    } finally {
      isBusy = false;
      root.removeAttribute("aria-busy");
    }
  }

  function show({ url, seen }) {
    const main = find("main", seen);
    if (!main || !new URL(url).pathname.startsWith("/moderate/")) return location.assign(url);
    find("main").replaceChildren(...main.childNodes);
    document.title = seen.title;
    history.replaceState(null, "", url);
    prepare();
    find("[data-notice]")?.removeAttribute("role");
    told.textContent = find("[data-notice] p")?.textContent ?? "";
    const at = find("[data-at]")?.dataset.at;
    const row = (at && document.getElementById(at)) || find("[data-row]");
    if (row) go(row);
    else find("main").focus();
    if (!row || row === find("[data-row]")) scrollTo({ top: 0, behavior: "instant" });
  }

  function countChosen() {
    const chosen = all("[name=chosen]:checked").length;
    for (const button of all("[data-chosen]")) {
      button.textContent = chosen ? `List the ${chosen} chosen` : "List the chosen";
    }
  }

  // What the page is given when it is shown: key names on buttons, a row to begin with.
  function prepare() {
    for (const each of all("[data-keys]")) each.hidden = false;
    for (const each of all("[data-key]")) {
      const key = document.createElement("kbd");
      key.textContent = each.dataset.key;
      key.setAttribute("aria-hidden", "true");
      (each.labels?.[0] ?? each).append(" ", key);
    }
    showOn(isOn());
    countChosen();
    const at = find("[data-at]")?.dataset.at;
    mark(find("[data-row]:target") || (at && document.getElementById(at)) || find("[data-row]"));
  }

  const steps = { j: 1, k: -1 };
  const doing = {
    o: () => { const more = current && find("[data-more]", current); if (more) more.open = !more.open; },
    u: () => find("[data-key=u]")?.click(),
    "/": () => { const q = find("#q"); if (q) { q.closest("details").open = true; q.focus(); } },
    "?": () => { const keys = find("[data-keys]"); if (keys) { keys.open = !keys.open; find("summary", keys).focus(); } },
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTyping = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
    if (!isOn() || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (key in steps) {
      const rows = all("[data-row]");
      const inside = target.closest("[data-row]");
      const next = rows.indexOf(inside || current) + (inside ? steps[key] : 0);
      go(rows[Math.min(Math.max(next, 0), rows.length - 1)]);
    } else if (event.repeat) {
      return;
    } else if (key in doing) {
      doing[key]();
    } else if ("acrx".includes(key) && key.length === 1) {
      current && find(`[data-key=${key}]`, current)?.click();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-desk]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && row !== current) mark(row);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-more]") && event.target.open) claim(event.target.closest("[data-row]"));
  }, true);
  document.addEventListener("change", countChosen);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toggle]")) setOn(!root.classList.contains("keys-on"));
  });

  told.className = "away";
  told.setAttribute("role", "status");
  document.body.append(told);
  prepare();
})();
