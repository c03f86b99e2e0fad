// A form with data-draft-url is saved two seconds after the last key, when a field is left and when
// the page is left. What cannot be saved
// is kept in the tab (sessionStorage), tried again after ten seconds, and put back after a new sign-in.
import { token } from "./csrf.js";

const WAIT = 2000;
const AGAIN = 10000;
const seen = new WeakSet();

export function saveDrafts(root) {
  for (const form of root.querySelectorAll?.("form[data-draft-url]") ?? []) {
    if (!seen.has(form)) watch(form);
  }
}

function watch(form) {
  seen.add(form);
  const keep = new Keeper(form);
  keep.putBack();
  form.addEventListener("input", () => keep.soon(WAIT));
  form.addEventListener("focusout", () => keep.changed && keep.now());
  form.addEventListener("submit", () => keep.stop());
  window.addEventListener("online", () => keep.changed && keep.now());
  window.addEventListener("pagehide", () => keep.now());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep.now());
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.note = form.querySelector("[data-draft-note]");
    this.changed = false;
  }

  soon(wait) {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.changed = false;
    sessionStorage.removeItem(this.url);
  }

  async now() {
    clearTimeout(this.timer);
    if (!this.changed) return;
    this.changed = false;
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        keepalive: true,
        body,
        headers: { "X-CSRF-Token": token(), Accept: "text/plain", "HX-Request": "true" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.say(await answer.text(), false);
      sessionStorage.removeItem(this.url);
    } catch {
      sessionStorage.setItem(this.url, JSON.stringify([...body]));
      this.say(this.form.dataset.draftFailed, true);
      this.soon(AGAIN);
    }
  }

  say(text, failed) {
    if (!this.note || !text) return;
    this.note.querySelector("[data-draft-text]").textContent = text;
    this.note.classList.toggle("is-late", failed);
  }

  putBack() {
    const kept = sessionStorage.getItem(this.url);
    if (!kept) return;
    const values = new Map(JSON.parse(kept));
    for (const field of this.form.elements) {
      if (!values.has(field.name) || field.type === "hidden" || field.type === "file") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.get(field.name) === field.value;
      else field.value = values.get(field.name);
    }
    this.soon(WAIT);
  }
}
