// The form before the person: opened and closed as the server says, with the focus where it belongs.
import { doDeed } from "./deeds.js";
import { tellAll } from "./fields.js";
import { settle } from "./told.js";

const dialog = document.getElementById("modal");
let shown = null;
let complained = false;
let known = [];

export function showModal() {
  const form = dialog.querySelector("form[data-view]");
  if (!form) {
    shown = null;
    hide();
    return;
  }
  if (!dialog.open) dialog.showModal();
  settle();
  const fields = [...form.querySelectorAll(".field")];
  if (shown === form.dataset.view) showNew(fields);
  known = fields.map(nameOf);
  if (shown !== form.dataset.view) {
    shown = form.dataset.view;
    (form.querySelector(".modal-body :is(input, select, textarea)") ?? form.querySelector("h2")).focus();
  }
  const wrong = form.querySelector("[aria-invalid=true], fieldset.has-error input");
  if (wrong && !complained) wrong.focus();
  complained = wrong !== null;
}

// What a button has brought up may be below what can be seen.
function showNew(fields) {
  if (!document.activeElement.matches("button[data-press]")) return;
  fields.find((field) => !known.includes(nameOf(field)))?.scrollIntoView({ block: "nearest" });
}

// Slack forgets what was typed where a block's id gets another number: it is the same field.
const nameOf = (field) => field.id.split("#")[0];

function hide() {
  if (dialog.open) dialog.close();
  settle();
}

// The server closes the form once it knows. Where it does not answer, the form is only put out of sight.
async function close() {
  if (!(await doDeed("close"))) hide();
}

export function listenToModal() {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    tellAll();
    complained = false;
    const button = dialog.querySelector("button[type=submit]");
    if (!button || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    await doDeed("submit");
    button.removeAttribute("aria-busy");
  });
}
