// Single-letter keys, only for those who turned them on (html[data-shortcuts]); listed under Help.
const FIELD = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export function listenForShortcuts() {
  if (!("shortcuts" in document.documentElement.dataset)) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELD)) return;
    const act = { j: () => step(1), k: () => step(-1), x: tick, "/": search }[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

function rows() {
  return [...document.querySelectorAll(".task-row")];
}

function current() {
  return rows().findIndex((row) => row.contains(document.activeElement));
}

function step(by) {
  const all = rows();
  const next = all[Math.min(Math.max(current() + by, 0), all.length - 1)];
  if (!next) return false;
  next.querySelector("a").focus();
  return true;
}

function tick() {
  const box = rows()[current()]?.querySelector('input[type="checkbox"]');
  if (!box) return false;
  box.click();
  return true;
}

function search() {
  const field = document.querySelector("main input[type=search], .topbar input[type=search]");
  if (!field) return false;
  field.focus();
  return true;
}
