// Loaded on every page. Nothing here is needed to do one's work: links, forms and <details> do it without scripts.
import htmx from "htmx.org";
import { askWithToken } from "./csrf.js";
import { saveDrafts } from "./drafts.js";
import { moveFocus } from "./focus.js";
import { closeMenus } from "./menus.js";
import { tellOffline } from "./offline.js";
import { countPicked } from "./picked.js";
import { dropStaleForms } from "./fresh.js";
import { listenForShortcuts } from "./shortcuts.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;

askWithToken();
moveFocus();
closeMenus();
tellOffline();
countPicked();
dropStaleForms();
listenForShortcuts();
saveDrafts(document);
document.addEventListener("htmx:load", (event) => saveDrafts(event.detail.elt));
document.documentElement.dataset.ready = "1";
