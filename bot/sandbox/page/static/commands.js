// The commands that fit what has been typed after a slash: Enter, Tab or a click completes the one that is marked.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/, with the list of a combobox beside a field of several lines
export class Commands {
  constructor(composer) {
    this.words = composer.querySelector("textarea");
    this.list = composer.querySelector("[data-commands]");
    this.said = composer.querySelector("[data-commands-said]");
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the focus stays in the field
      const option = event.target.closest("[role=option]");
      if (option) this.complete(option);
    });
    this.words.addEventListener("blur", () => this.hide());
  }

  offer() {
    const begun = this.words.value;
    for (const option of this.all) option.hidden = !option.dataset.command.startsWith(begun);
    if (!begun.startsWith("/") || !this.offered.length) return this.hide();
    this.list.hidden = false;
    this.said.textContent = `${this.offered.length} to choose from. Enter completes.`;
    this.mark(this.offered[0]);
  }

  // Whether the key was for the list.
  take({ key, shiftKey }) {
    if (this.list.hidden || shiftKey) return false;
    const at = this.offered.indexOf(this.marked);
    const isTyped = this.marked.dataset.command === this.words.value;
    if (key === "ArrowDown") this.mark(this.offered[Math.min(at + 1, this.offered.length - 1)]);
    else if (key === "ArrowUp") this.mark(this.offered[Math.max(at - 1, 0)]);
    else if (key === "Escape") this.hide();
    else if (key === "Tab" || (key === "Enter" && !isTyped)) this.complete(this.marked);
    else return false;
    return true;
  }

  mark(option) {
    for (const each of this.all) each.ariaSelected = String(each === option);
    this.words.setAttribute("aria-activedescendant", option.id);
  }

  complete(option) {
    this.words.value = `${option.dataset.command} `;
    this.hide();
    this.words.focus();
  }

  hide() {
    this.list.hidden = true;
    this.said.textContent = "";
    this.words.removeAttribute("aria-activedescendant");
  }

  get all() { return [...this.list.querySelectorAll("[role=option]")]; }
  get offered() { return this.all.filter((option) => !option.hidden); }
  get marked() { return this.all.find((option) => option.ariaSelected === "true"); }
}
