// Takes in the parts of the page that have changed, in the order in which the server sends them.
import { merge } from "./merge.js";
import { address } from "./deeds.js";

export function follow(afterwards) {
  const offline = document.getElementById("offline");
  const thread = new URLSearchParams(location.search).get("thread");
  const source = new EventSource(address("/events", thread ? { thread } : {}));
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("error", () => { offline.hidden = false; });
  source.addEventListener("region", (event) => {
    const { name, html } = JSON.parse(event.data);
    const region = document.querySelector(`[data-region=${name}]`);
    if (!region) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    merge(region, fresh.content);
    afterwards(name);
  });
  // A page that is left keeps no connection: browsers allow only a few.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
