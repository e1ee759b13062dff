// What people do, sent to the server one after the other: a form is submitted after its last field has been filled.
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
    say((await answer.json()).said ?? "");
    return answer.ok;
  } catch {
    document.getElementById("offline").hidden = false;
    return false;
  }
}

function say(words) {
  document.getElementById("said").textContent = words;
}
