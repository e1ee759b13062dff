// Where one writes: Enter sends, Shift+Enter begins a new line, a slash brings up the commands.
import { doDeed } from "./deeds.js";

export function listenToComposers() {
  for (const composer of document.querySelectorAll("[data-composer]")) listen(composer);
}

function listen(composer) {
  const words = composer.querySelector("textarea");
  const commands = composer.querySelector(".commands");
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && commands) commands.hidden = true;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  words.addEventListener("input", () => offer(commands, words.value));
  commands?.addEventListener("click", (event) => {
    const command = event.target.closest("[data-command]")?.dataset.command;
    if (!command) return;
    words.value = `${command} `;
    commands.hidden = true;
    words.focus();
  });
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const thread = composer.querySelector("[name=thread]")?.value;
    if (words.value.trim()) doDeed("write", { words: words.value, ...(thread ? { thread } : {}) });
    words.value = "";
    offer(commands, "");
  });
}

function offer(commands, words) {
  if (!commands) return;
  const begun = words.startsWith("/") && !words.includes(" ");
  for (const button of commands.querySelectorAll("button")) {
    button.parentElement.hidden = !button.dataset.command.startsWith(words);
  }
  commands.hidden = !begun || !commands.querySelector("li:not([hidden])");
}
