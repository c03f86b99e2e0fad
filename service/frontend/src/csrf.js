// The token that proves that a request comes from a page of ours.
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function askWithToken() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = token();
  });
}
