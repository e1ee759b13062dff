// Puts the page together: what the server draws comes in through live.js, what people do goes out through deeds.js.
import { follow } from "./live.js";
import { listenToComposers } from "./composer.js";
import { listenToFields } from "./fields.js";
import { listenToPanels } from "./panels.js";
import { listenToPickers } from "./picker.js";
import { listenToPresses } from "./presses.js";
import { listenToModal, showModal } from "./modal.js";
import { keepAtEnd } from "./scroll.js";
import { doDeed } from "./deeds.js";

listenToComposers();
listenToFields();
listenToPanels();
listenToPickers();
listenToPresses();
listenToModal();
showModal();
keepAtEnd();
follow((name) => {
  if (name === "modal") showModal();
  keepAtEnd();
});
if (document.querySelector("[data-place=home]")) doDeed("open_home");
