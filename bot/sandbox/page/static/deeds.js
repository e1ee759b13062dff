// What people do, sent to the server one after the other: a form is submitted after its last field has been filled.
import { tellOffline, tellRefusal } from "./told.js";

const asks = new URLSearchParams(location.search);
const who = asks.get("as") ?? "";
const where = asks.get("in") ?? "";
let last = Promise.resolve();

export function doDeed(deed, args = {}) {
  last = last.then(() => send(deed, args));
  return last;
}

export function address(path, more = {}) {
  return `${path}?${new URLSearchParams({ as: who, in: where, ...more })}`;
}

async function send(deed, args) {
  try {
    const answer = await fetch(address(`/do/${deed}`), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(args),
    });
    const { said } = await answer.json();
    tellRefusal(answer.ok ? "" : said);
    document.getElementById("said").textContent = answer.ok ? (said ?? "") : "";
    return answer.ok;
  } catch {
    tellOffline(true);
    return false;
  }
}
