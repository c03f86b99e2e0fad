// Says in the status region that the connection is gone; the text on the page is kept.
export function tellOffline() {
  const note = document.getElementById("offline");
  if (!note) return;
  const show = () => { note.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
