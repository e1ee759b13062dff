// Recall's side: every form there is a deed, of its own or of the button that was pressed. And the columns of a
// narrow window, which are shown one at a time.
import { doDeed } from "./deeds.js";

export function listenToPanels() {
  document.getElementById("recall").addEventListener("submit", (event) => {
    event.preventDefault();
    const deed = event.submitter?.dataset.deed ?? event.target.dataset.deed;
    doDeed(deed, Object.fromEntries(new FormData(event.target, event.submitter)));
  });
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.addEventListener("click", () => toggle(button));
  }
}

function toggle(button) {
  const name = `shows-${button.dataset.shows}`;
  const isShown = !document.body.classList.contains(name);
  document.body.classList.remove("shows-places", "shows-recall");
  document.body.classList.toggle(name, isShown);
  for (const other of document.querySelectorAll("[data-shows]")) {
    other.setAttribute("aria-expanded", String(isShown && other === button));
  }
}
