// Keeps the count on a letter's page true while somebody looks at it; the page is whole without it.
"use strict";

const box = document.querySelector("[data-counts]");
const EVERY = 30_000;
let asked = Date.now();

function show(counts) {
  for (const place of box.querySelectorAll("[data-count]")) {
    const number = counts[place.dataset.count];
    if (Number.isInteger(number)) place.textContent = number.toLocaleString("en-GB");
  }
  const bar = box.querySelector("progress");
  if (bar && counts.goal) {
    bar.max = counts.goal;
    bar.value = Math.min(counts.supporters, counts.goal);
  }
}

async function look() {
  if (document.hidden || Date.now() - asked < EVERY) return;
  asked = Date.now();
  try {
    const answer = await fetch(box.dataset.counts, { cache: "no-cache", credentials: "omit" });
    if (answer.ok) show(await answer.json());
  } catch {
    // Away from the network: the next look may find it again.
  }
}

if (box) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
