// What the page itself has to say: that something cannot be done, or that the demo does not answer. It is said where
// the person looks: in the form if one is open, else above the conversation.
const offline = document.getElementById("offline");
const refused = document.getElementById("refused");
const home = offline.parentElement;

export function tellOffline(isOffline) {
  offline.hidden = !isOffline;
  settle();
}

export function tellRefusal(words) {
  refused.textContent = words;
  settle();
}

// Whatever is outside an open form is behind it.
export function settle() {
  const place = document.querySelector("#modal[open]") ?? home;
  if (offline.parentElement !== place) place.prepend(offline, refused);
}
