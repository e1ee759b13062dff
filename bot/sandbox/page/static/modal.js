// The form before the person: opened and closed as the server says, with the focus where it belongs.
import { doDeed } from "./deeds.js";
import { tellAll } from "./fields.js";

const dialog = document.getElementById("modal");
let shown = null;
let complained = false;

export function showModal() {
  const form = dialog.querySelector("form[data-view]");
  if (!form) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  if (!dialog.open) dialog.showModal();
  if (shown !== form.dataset.view) {
    shown = form.dataset.view;
    (form.querySelector(".modal-body :is(input, select, textarea)") ?? form.querySelector("h2")).focus();
  }
  const wrong = form.querySelector("[aria-invalid=true], fieldset.has-error input");
  if (wrong && !complained) wrong.focus();
  complained = wrong !== null;
}

export function listenToModal() {
  // The server closes the form once it knows: nothing is lost where it does not.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    doDeed("close");
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) doDeed("close");
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
