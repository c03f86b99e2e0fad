// Escape and a click outside close an open menu; Escape gives focus back to its button.
const MENU = "details[data-menu][open]";

export function closeMenus() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(MENU)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(MENU)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
