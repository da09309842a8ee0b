// Comfort for authors: a preview that follows the typing, saving by itself, and nothing typed is ever lost.
(() => {
  const form = document.querySelector("form[data-compose]");
  const keep = {
    read(name) { try { return JSON.parse(localStorage.getItem(`draft ${name}`)); } catch { return null; } },
    write(name, copy) { try { localStorage.setItem(`draft ${name}`, JSON.stringify(copy)); return true; } catch { return false; } },
    drop(name) { try { localStorage.removeItem(`draft ${name}`); } catch { /* There was nowhere to keep it. */ } },
  };
  const sent = sessionStorage.getItem("draft sent");
  sessionStorage.removeItem("draft sent");
  if (sent && new URLSearchParams(location.search).get("done") === "saved") keep.drop(sent);
  for (const link of document.querySelectorAll("[data-drop]")) {
    link.addEventListener("click", () => keep.drop(link.dataset.drop));
  }
  if (!form) return;

  const name = form.dataset.name;
  const savesItself = form.dataset.compose === "auto";
  const line = form.querySelector("[data-status]");
  const paper = document.querySelector("[data-paper]");
  const PAUSE = 1200, AGAIN = 5000, LOOK = 350, KEEPALIVE_MOST = 60000;
  let saving = null, waiting = 0, looking = 0, isLeaving = false, seen = null;

  const clock = (at = new Date()) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const typed = () => [...new FormData(form)].filter(([field]) => field !== "csrf" && field !== "was");
  const asText = () => JSON.stringify(typed());
  const body = (more) => new URLSearchParams([...new FormData(form), ...Object.entries(more)]);
  let savedText = form.hasAttribute("data-dirty") ? null : asText();
  const isDirty = () => asText() !== savedText;

  function tell(words, isWrong = false) {
    if (!line || line.textContent === words) return;
    line.textContent = words;
    line.classList.toggle("is-wrong", isWrong);
  }

  // Another page of the same letter may have kept a newer copy meanwhile: this one is of this window's typing.
  function keepCopy() {
    keep.write(name, { pairs: typed(), was: form.elements.was.value, at: Date.now() });
  }

  async function save() {
    clearTimeout(waiting);
    if (saving) return;
    if (!isDirty()) return settle();
    const sent = asText();
    const content = body({ step: "auto" });
    tell("Saving");
    try {
      saving = fetch(form.action, {
        method: "POST", body: content, redirect: "manual", keepalive: String(content).length < KEEPALIVE_MOST,
      });
      await answered(await saving, sent);
    } catch {
      tell("Not saved: no connection. Your text stays in this window; trying again", true);
      waiting = setTimeout(again, AGAIN);
    } finally {
      saving = null;
    }
  }

  const again = () => save();

  async function answered(answer, sent) {
    if (answer.ok) {
      form.elements.was.value = (await answer.json()).was;
      savedText = sent;
      if (isDirty()) return later();
      return settle(`Saved ${clock()}`);
    }
    if (answer.type === "opaqueredirect") return signedOut();
    const told = await answer.json().catch(() => null);
    if (told) return tell(`Not saved: ${told.words}`, true);
    if (answer.status === 403) return signedOut("your session has changed. Your text is kept in this browser: ", "open this page again");
    if (answer.status >= 500) {
      tell("Not saved: the service does not answer. Your text stays in this window; trying again", true);
      waiting = setTimeout(again, AGAIN);
      return;
    }
    tell("Not saved: this page cannot save any more. Your text stays in this window: copy it", true);
  }

  function signedOut(words = "you are signed out. Your text is kept in this browser: ", label = "sign in, then open this page again") {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = label;
    line.replaceChildren(`Not saved: ${words}`, link);
    line.classList.add("is-wrong");
  }

  function settle(words) {
    keep.drop(name);
    if (words) tell(words);
  }

  function later() {
    clearTimeout(waiting);
    if (savesItself) waiting = setTimeout(save, PAUSE);
  }

  async function look() {
    if (!paper) return;
    const content = body({ step: "preview", script: "yes" });
    seen?.abort();
    seen = new AbortController();
    try {
      const answer = await fetch(form.action, { method: "POST", body: content, redirect: "manual", signal: seen.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const above = paper.scrollTop;
      paper.replaceChildren(...page.body.childNodes);
      paper.scrollTop = above;
    } catch { /* The preview waits for the next change. */ }
  }

  form.addEventListener("input", () => {
    keepCopy();
    if (!savesItself || !saving) tell("Not saved yet");
    later();
    clearTimeout(looking);
    looking = setTimeout(look, LOOK);
  });
  // What a word processor puts on the clipboard becomes Markdown; Ctrl+Shift+V pastes plainly as ever.
  async function paste(event) {
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    if (!/<(p|h[1-6]|ul|ol|li|b|strong|i|em|a|blockquote|table)\b/i.test(html)) return;
    event.preventDefault();
    const area = event.target;
    tell("Reading what you pasted");
    let text = plain, words = "";
    try {
      const content = new URLSearchParams({ csrf: form.elements.csrf.value, html });
      const answer = await fetch(form.action.replace(/[^/]*$/, "paste"), { method: "POST", body: content, redirect: "manual" });
      const told = await answer.json();
      if (answer.ok) text = told.markdown;
      words = answer.ok ? told.dropped.join("; ") : `Pasted as plain text: ${told.words}`;
    } catch {
      words = "Pasted as plain text";
    }
    area.focus();
    // The browser's own insertion, so that it can be undone like any typing.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    if (words) tell(words);
  }
  for (const area of form.querySelectorAll("[data-rich]")) area.addEventListener("paste", paste);

  // What a button sends may still be refused, or meet a session that has ended: the copy goes when the page that follows is whole.
  form.addEventListener("submit", (event) => {
    isLeaving = true;
    clearTimeout(waiting);
    if (isDirty()) keepCopy();
    if ((event.submitter?.value ?? "save") === "save") sessionStorage.setItem("draft sent", name);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && savesItself && isDirty() && !isLeaving) save(); });
  addEventListener("beforeunload", (event) => { if (!isLeaving && !savesItself && isDirty()) event.preventDefault(); });
  addEventListener("online", () => { if (savesItself && isDirty()) save(); });

  // A copy that was kept is offered; putting it back shows it in the page as the server would.
  function putBack(copy) {
    const back = document.createElement("form");
    back.method = "post";
    back.action = form.action;
    for (const [field, value] of [...copy.pairs, ["csrf", form.elements.csrf.value], ["was", copy.was], ["step", "show"]]) {
      const part = document.createElement("textarea");
      part.name = field;
      part.value = value;
      back.append(part);
    }
    back.hidden = true;
    document.body.append(back);
    isLeaving = true;
    back.submit();
  }

  const copy = keep.read(name);
  const offer = form.querySelector("[data-kept]");
  if (form.hasAttribute("data-dirty")) {
    keepCopy();
    later();
  } else if (copy && offer && JSON.stringify(copy.pairs) !== asText()) {
    form.querySelector("[data-kept-at]").textContent = `at ${clock(new Date(copy.at))}`;
    offer.hidden = false;
    offer.querySelector("[data-put-back]").addEventListener("click", () => putBack(copy));
    offer.querySelector("[data-discard]").addEventListener("click", () => { keep.drop(name); offer.hidden = true; });
  } else {
    keep.drop(name);
  }
})();
