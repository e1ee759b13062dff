// Where one writes: Enter sends, Shift+Enter begins a new line, a slash brings up the commands.
import { Commands } from "./commands.js";
import { doDeed } from "./deeds.js";

export function listenToComposers() {
  for (const composer of document.querySelectorAll("[data-composer]")) listen(composer);
}

function listen(composer) {
  const words = composer.querySelector("textarea");
  const commands = composer.querySelector("[data-commands]") && new Commands(composer);
  words.addEventListener("input", () => commands?.offer());
  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (commands?.take(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const thread = composer.querySelector("[name=thread]")?.value;
    if (words.value.trim()) doDeed("write", { words: words.value, ...(thread ? { thread } : {}) });
    words.value = "";
    commands?.offer();
  });
}
