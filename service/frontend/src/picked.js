// Keeps the count in the bar under a list with tick boxes; the bar is shown only when something is ticked.
export function countPicked() {
  for (const form of document.querySelectorAll("form[data-picks]")) {
    const bar = form.querySelector(".bulk-bar");
    if (!bar) continue;
    const boxes = () => [...form.querySelectorAll(`input[type="checkbox"][name="${form.dataset.picks}"]`)];
    const show = () => {
      const n = boxes().filter((box) => box.checked).length;
      bar.hidden = n === 0;
      const count = bar.querySelector("[data-count]");
      if (count) count.textContent = (n === 1 ? count.dataset.one : count.dataset.many).replace("{n}", n);
    };
    form.addEventListener("change", show);
    form.addEventListener("reset", () => setTimeout(show));
    show();
  }
}
