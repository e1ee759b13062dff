// Makes what is shown equal to what the server drew, and leaves alone all that is equal already: the focus, what
// is being typed, open menus. Elements with the same id are the same element, wherever they have moved to.
const OWN = new Set(["open", "hidden", "style", "aria-expanded", "aria-activedescendant"]); // the page's own, not the server's

export function merge(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  let place = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const same = counterpart(old, node, place);
    if (!same) {
      old.insertBefore(node, place);
    } else {
      if (same === place) place = place.nextSibling;
      else old.insertBefore(same, place);
      update(same, node);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function counterpart(old, node, place) {
  if (node.id) return [...old.children].find((child) => child.id === node.id && child.nodeName === node.nodeName);
  return place && !place.id && place.nodeName === node.nodeName ? place : null;
}

function update(old, fresh) {
  if (isSame(old, fresh) && !("value" in old)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  updateAttributes(old, fresh);
  if (old.hasAttribute("data-kept")) return;
  if (old instanceof HTMLTemplateElement) old.innerHTML = fresh.innerHTML;
  else if (old instanceof HTMLTextAreaElement) updateText(old, fresh.defaultValue);
  else merge(old, fresh);
  if (old instanceof HTMLSelectElement) updateChoice(old, fresh);
  if (old instanceof HTMLInputElement) updateInput(old, fresh);
}

// isEqualNode looks into no template, and the question that a button asks first is in one.
function isSame(old, fresh) {
  return old instanceof Element ? old.outerHTML === fresh.outerHTML : old.isEqualNode(fresh);
}

function updateAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!OWN.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (!OWN.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// What a form's field holds belongs to the server only where it speaks of it: a field of the panel is the person's.
function updateInput(old, fresh) {
  if (!old.dataset.name) return;
  if (old.type === "checkbox" || old.type === "radio") old.checked = fresh.hasAttribute("checked");
  else updateText(old, fresh.getAttribute("value") ?? "");
}

function updateText(old, words) {
  old.defaultValue = words;
  if (old !== document.activeElement && old.value !== words) old.value = words;
}

function updateChoice(old, fresh) {
  if (!old.dataset.name || old === document.activeElement) return;
  const chosen = fresh.querySelector("option[selected]");
  if (chosen) old.value = chosen.value;
}
