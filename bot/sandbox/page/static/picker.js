// A menu that asks the app for its options as one types.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
import { address, doDeed } from "./deeds.js";
import { tellOffline, tellRefusal } from "./told.js";

const PAUSE = 150; // milliseconds without a key
let timer = 0;
let asked = 0;

export function listenToPickers() {
  on("focusin", (input) => input.select());
  on("input", (input) => { clearTimeout(timer); timer = setTimeout(() => open(input, input.value), PAUSE); });
  on("click", (input) => { if (listOf(input).hidden) open(input, ""); });
  on("focusout", (input) => close(input));
  on("keydown", (input, event) => press(input, event));
  document.addEventListener("mousedown", (event) => {
    const list = event.target.closest("[role=listbox]");
    if (!list) return;
    event.preventDefault(); // the focus stays in the field
    const option = event.target.closest("[role=option]");
    if (option) choose(list.parentElement.querySelector("[role=combobox]"), option);
  });
}

function on(kind, listener) {
  document.addEventListener(kind, (event) => {
    const input = event.target.closest?.("[data-picker] [role=combobox]");
    if (input) listener(input, event);
  });
}

async function open(input, words) {
  const number = ++asked;
  const options = await ask(input.dataset.name, words);
  if (options === null || number !== asked || document.activeElement !== input) return; // or a later question is out
  const list = listOf(input);
  list.innerHTML = options;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(input, words ? optionsOf(input)[0] : null);
}

// As HTML; null where there is no answer, or a refusal.
async function ask(name, words) {
  try {
    const answer = await fetch(address("/options", { name, q: words }));
    if (answer.ok) return await answer.text();
    tellRefusal((await answer.json()).said);
  } catch {
    tellOffline(true);
  }
  return null;
}

function close(input) {
  asked += 1;
  clearTimeout(timer);
  listOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  input.value = input.defaultValue; // what is chosen, and not half a word
}

function press(input, event) {
  const options = optionsOf(input);
  const isOpen = !listOf(input).hidden;
  const at = options.findIndex((option) => option.ariaSelected === "true");
  if (event.key === "ArrowDown" && !isOpen) open(input, "");
  else if (event.key === "ArrowDown") mark(input, options[Math.min(at + 1, options.length - 1)]);
  else if (event.key === "ArrowUp" && isOpen) mark(input, options[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && isOpen && options[at]) choose(input, options[at]);
  else if (event.key === "Escape" && isOpen) close(input);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function mark(input, option) {
  for (const each of optionsOf(input)) each.ariaSelected = String(each === option);
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function choose(input, option) {
  input.defaultValue = option.textContent;
  close(input);
  doDeed("pick", { name: input.dataset.name, value: option.dataset.value });
}

const listOf = (input) => input.parentElement.querySelector("[role=listbox]");
const optionsOf = (input) => [...listOf(input).querySelectorAll("[role=option]")];
