// Buttons in messages, forms and Home, with the question that some ask first; and the menus of messages.
import { doDeed } from "./deeds.js";
import { messageOf, tellAll } from "./fields.js";

export function listenToPresses() {
  document.addEventListener("click", async (event) => {
    // A link opens in the browser, and the app is told of the click all the same.
    const button = event.target.closest("[data-press]");
    if (button) await press(button);
    const shortcut = event.target.closest("button[data-shortcut]");
    if (shortcut) use(shortcut, "use_shortcut", { callback_id: shortcut.dataset.shortcut, ...messageOf(shortcut) });
    const started = event.target.closest("button[data-anywhere], button[data-workflow]");
    if (started) start(started);
    if (event.target.closest("[data-dismiss]")) doDeed("dismiss");
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (shortcut || started || !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// The menu closes over its button: the focus goes to what is still there when the form is closed.
function use(entry, deed, args) {
  entry.closest("details").querySelector("summary").focus();
  doDeed(deed, args);
}

// What is started beside a message field: a shortcut that knows no message, or a workflow.
function start(entry) {
  const { anywhere, workflow } = entry.dataset;
  if (workflow) use(entry, "start_workflow", { name: workflow });
  else use(entry, "use_global_shortcut", { callback_id: anywhere });
}

async function press(button) {
  const message = messageOf(button);
  const question = button.nextElementSibling;
  if (question instanceof HTMLTemplateElement && !(await confirmed(question))) return;
  tellAll();
  button.setAttribute("aria-busy", "true");
  await doDeed("press", { name: button.dataset.press, ...message });
  button.removeAttribute("aria-busy");
}

function confirmed(question) {
  const dialog = document.getElementById("confirm");
  dialog.replaceChildren(question.content.cloneNode(true));
  dialog.returnValue = "deny";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  });
}
