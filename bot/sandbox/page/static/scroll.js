// Conversations stay at their end, unless someone has scrolled back to read.
const NEAR = 80; // pixels
const left = new WeakSet();

export function keepAtEnd() {
  for (const box of document.querySelectorAll("[role=log][data-scroll]")) {
    if (!box.dataset.followed) {
      box.dataset.followed = "yes";
      box.addEventListener("scroll", () => {
        const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
        if (isAtEnd) left.delete(box);
        else left.add(box);
      }, { passive: true });
    }
    if (!left.has(box)) box.scrollTop = box.scrollHeight;
  }
}
