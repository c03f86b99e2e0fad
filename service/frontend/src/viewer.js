// Draws a process with its state. The same steps stand in words in a list beside it: choosing one marks the other.
// The mouse wheel scrolls the page; there are buttons to zoom. The bpmn.io mark stays visible (its licence asks for it).
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";

const COLOURS = {
  defaultFillColor: "var(--surface)",
  defaultStrokeColor: "var(--ink)",
  defaultLabelColor: "var(--ink)",
};

const TEXT = {
  defaultStyle: { fontFamily: '"Source Sans 3", system-ui, sans-serif', fontSize: 13, fontWeight: "normal", lineHeight: 1.15 },
  externalStyle: { fontSize: 12, lineHeight: 1.15 },
};

for (const frame of document.querySelectorAll("[data-diagram]")) draw(frame);

async function draw(frame) {
  await document.fonts.load('13px "Source Sans 3"'); // labels are placed by their measured width
  const drawing = frame.querySelector(".diagram__canvas");
  drawing.style.height = "20rem";
  const viewer = new NavigatedViewer({
    container: drawing,
    bpmnRenderer: COLOURS,
    textRenderer: TEXT,
    zoomScroll: { enabled: false },
  });
  relabel(viewer, told(frame.dataset.labels) ?? {});
  try {
    const answer = await fetch(frame.dataset.xmlUrl, { headers: { Accept: "application/xml" } });
    if (!answer.ok) throw new Error(String(answer.status));
    await viewer.importXML(await answer.text());
  } catch {
    drawing.style.height = "0";
    frame.dataset.failed = "1";
    return;
  }
  frame.querySelector(".diagram__wait")?.remove();
  frame.dataset.drawn = "1";
  const canvas = viewer.get("canvas");
  fit(canvas, drawing);
  const svg = drawing.querySelector("svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", frame.dataset.label);
  mark(viewer, told(frame.dataset.states) ?? []);
  buttons(frame, canvas, drawing);
  couple(frame, viewer);
}

function told(id) {
  const source = document.getElementById(id);
  return source ? JSON.parse(source.textContent) : null;
}

// The drawing holds Swedish names; other languages come with the page, by element. A pool is named by its process.
function relabel(viewer, labels) {
  viewer.on("import.parse.complete", ({ elementsById }) => {
    for (const [id, element] of Object.entries(elementsById ?? {})) {
      const label = labels[id] ?? labels[element.processRef?.id];
      if (label && "name" in element) element.name = label;
    }
  });
}

// A small margin, so that nothing touches the frame; never larger than life.
function fit(canvas, drawing) {
  canvas.zoom("fit-viewport");
  const { inner } = canvas.viewbox();
  const scale = Math.min(1, Math.max(0.55, (drawing.clientWidth - 32) / inner.width));
  drawing.style.height = `${Math.max(200, Math.round(inner.height * scale) + 72)}px`;
  canvas.resized();
  canvas.viewbox({
    x: inner.x - 16 / scale,
    y: inner.y - 20 / scale,
    width: drawing.clientWidth / scale,
    height: drawing.clientHeight / scale,
  });
}

function mark(viewer, list) {
  const registry = viewer.get("elementRegistry");
  for (const state of list) {
    if (!registry.get(state.id)) continue;
    viewer.get("canvas").addMarker(state.id, `is-${state.status}`);
    if (!state.badge) continue;
    const badge = document.createElement("span");
    badge.className = `badge badge--${state.status}`;
    badge.setAttribute("aria-hidden", "true");
    badge.textContent = state.badge;
    viewer.get("overlays").add(state.id, { position: { top: -11, right: 16 }, html: badge });
  }
}

function buttons(frame, canvas, drawing) {
  const tools = document.getElementById(frame.dataset.tools);
  if (!tools) return;
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const way = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (way === "in") canvas.zoom(canvas.zoom() * 1.25);
    if (way === "out") canvas.zoom(canvas.zoom() / 1.25);
    if (way === "fit") fit(canvas, drawing);
  });
}

// The list is the main thing: its buttons mark the step in the drawing, a click in the drawing marks the step in the list.
function couple(frame, viewer) {
  const list = document.getElementById(frame.dataset.steps);
  if (!list) return;
  const registry = viewer.get("elementRegistry");
  const choose = (id) => {
    for (const item of list.querySelectorAll("[data-step]")) item.classList.toggle("is-chosen", item.dataset.step === id);
    for (const element of registry.getAll()) viewer.get("canvas").removeMarker(element, "is-chosen");
    if (registry.get(id)) viewer.get("canvas").addMarker(id, "is-chosen");
  };
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-step]");
    if (item) choose(item.dataset.step);
  });
  viewer.on("element.click", ({ element }) => choose(element.labelTarget?.id ?? element.id));
}
