// A form that is redrawn because an answer changed must never lose what was typed meanwhile: an answer that was drawn
// from older values is dropped and asked for again, and the field that had focus keeps it.
import htmx from "htmx.org";

const AGAIN = 250;
const asked = new WeakMap();

export function dropStaleForms() {
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const form = detail.elt.closest?.("form");
    if (form) asked.set(detail.xhr, values(form));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.elt.closest?.("form") ?? detail.target.closest?.("form");
    if (!form || !asked.has(detail.xhr)) return;
    if (values(form) !== asked.get(detail.xhr)) {
      detail.shouldSwap = false;
      setTimeout(() => detail.elt.isConnected && htmx.trigger(detail.elt, "change"), AGAIN);
      return;
    }
    keepFocus(form);
  });
}

function values(form) {
  const pairs = [...new FormData(form)].filter(([, value]) => !(value instanceof File));
  return JSON.stringify(pairs);
}

function keepFocus(form) {
  const { name, type, value, selectionStart } = document.activeElement ?? {};
  if (!name || !form.contains(document.activeElement)) return;
  const picked = type === "radio" || type === "checkbox";
  document.addEventListener(
    "htmx:afterSwap",
    () => {
      const same = [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      const field = same.find((f) => !picked || f.value === value);
      field?.focus();
      if (field && typeof selectionStart === "number") field.setSelectionRange(selectionStart, selectionStart);
    },
    { once: true, capture: true },
  );
}
