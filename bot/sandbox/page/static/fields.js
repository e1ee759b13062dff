// The fields of a form: whatever stands in them is in the pretend Slack as soon as it is typed or chosen.
import { doDeed } from "./deeds.js";

const PAUSE = 250; // milliseconds without a key
const waiting = new Map();

export function listenToFields() {
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-deed=fill][data-name]");
    if (!field || field instanceof HTMLSelectElement) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => tell(field), PAUSE));
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-deed][data-name]");
    if (field) tell(field);
  });
}

// Before a form is submitted: what was typed a moment ago.
export function tellAll() {
  for (const field of [...waiting.keys()]) tell(field);
}

function tell(field) {
  clearTimeout(waiting.get(field));
  waiting.delete(field);
  const { name, deed } = field.dataset;
  if (field.isConnected) doDeed(deed, { name, value: valueOf(field), ...messageOf(field) });
}

function valueOf(field) {
  if (field.type !== "checkbox") return field.value;
  const boxes = document.querySelectorAll(`[data-name="${CSS.escape(field.dataset.name)}"]:checked`);
  return [...boxes].map((box) => box.value);
}

// Which message something stands in; nothing for what stands in a form or in Home.
export function messageOf(element) {
  const message = element.closest("[data-ts]");
  return message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {};
}
