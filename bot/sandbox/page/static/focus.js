// The focus stays where it is while the page changes around it; where that is gone, it goes to what was around it.
export function keepFocus(change) {
  const focused = document.activeElement;
  const around = [...placesAround(focused)];
  change();
  if (document.activeElement !== document.body || focused === document.body) return;
  const place = [focused, ...around].find((each) => each.isConnected && each.checkVisibility());
  place?.focus({ preventScroll: true });
}

// The heading of a section or a form, and whatever can be scrolled.
function* placesAround(element) {
  for (let each = element?.parentElement; each; each = each.parentElement) {
    const heading = document.getElementById(each.getAttribute("aria-labelledby"));
    if (heading?.hasAttribute("tabindex")) yield heading;
    if (each.hasAttribute("tabindex")) yield each;
  }
}
