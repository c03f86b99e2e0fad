// After a swap, focus goes to the swapped part's heading; after a full page load it stays at the top, except that an
// error summary always gets it.
export function moveFocus() {
  document.querySelector(".error-summary[tabindex]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.elt?.hasAttribute("data-quiet")) return;
    const part = event.detail.target;
    if (part.contains(document.activeElement) && document.activeElement !== document.body) return;
    const heading = part.querySelector("[data-focus], .error-summary, h1, h2");
    if (!heading) return;
    heading.setAttribute("tabindex", "-1");
    heading.focus();
  });
}
