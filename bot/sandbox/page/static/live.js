// Takes in the parts of the page that have changed, in the order in which the server sends them.
import { address } from "./deeds.js";
import { keepFocus } from "./focus.js";
import { merge } from "./merge.js";
import { tellOffline } from "./told.js";

export function follow(afterwards) {
  const thread = new URLSearchParams(location.search).get("thread");
  const source = new EventSource(address("/events", thread ? { thread } : {}));
  source.addEventListener("open", () => tellOffline(false));
  source.addEventListener("error", () => tellOffline(true));
  source.addEventListener("region", (event) => {
    const { name, html } = JSON.parse(event.data);
    const region = document.querySelector(`[data-region=${name}]`);
    if (!region) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    keepFocus(() => merge(region, fresh.content));
    afterwards(name);
  });
  // A page that is left keeps no connection: browsers allow only a few.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
