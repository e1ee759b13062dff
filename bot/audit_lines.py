"""Format the audit trail for a terminal, and check what it is asked for."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.core.bot_config.policy import is_slack_user_id
from bot.core.errors import SetupError
from bot.core.links.meeting_link import link_key

INDENT = "    "
_AUTOMATIC = {"calendar": "the calendar", "bot news": "Recall.ai", "summary": "the app"}
_ACTIONS = {
    "cancelled": "canceled the bot",
    "vetoed": "turned recording off",
    "allowed again": "turned recording back on",
    "asked again": "tried again",
    "deletion wished": "asked to delete the recording",
    "summary shared": "shared the summary",
    "rule turned on": "turned on their rule, or changed it",
    "rule turned off": "turned off their rule",
    "series recorded": "chose to record a series",
    "series turned off": "chose never to record a series",
    "series stopped": "stopped recording a series",
    "left out": "turned off automatic recording of one meeting",
    "taken in again": "turned automatic recording of one meeting back on",
    "rules paused": "paused their rules and series",
    "rules resumed": "resumed their rules and series",
    "rules paused for the team": "paused the rules and series of the whole team",
    "rules resumed for the team": "resumed the rules and series of the whole team",
    "transcript wished": "asked for a transcript of the recording",
    "calendar": "changed the meeting",
    "bot news": "updated the bot's status",
    "summary": "summarized the meeting",
    "token made": "created an access token",
    "token revoked": "revoked an access token",
    "agent call": "called a tool through an AI agent",
}


def check_person(text: str) -> str:
    """Return the user id; a copied mention such as `<@U0EXAMPLE1>` is accepted too. Raises SetupError."""
    user_id = text.strip().removeprefix("<").removesuffix(">").removeprefix("@")
    if not is_slack_user_id(user_id):
        raise SetupError("--person must be a Slack user ID (U… or W…): copy the member ID from the person's profile.")
    return user_id


def check_meeting(text: str) -> str:
    """Return an id unchanged, and a link as its key. Raises SetupError."""
    if "://" not in text:
        return text.strip()
    key = link_key(text.strip())
    if key is None:
        raise SetupError("--meeting must be an ID or a meeting link such as https://meet.google.com/abc-defg-hij.")
    return key


def format_line(line: dict[str, Any]) -> str:
    """Format one entry: a line of when, who and what, and the facts below it."""
    at = datetime.fromisoformat(line["at"]).astimezone(UTC)
    first = (
        f"{at:%Y-%m-%d %H:%M:%S} UTC  {line['who'] or _AUTOMATIC.get(line['what'], 'the app')}: {_format_action(line)}"
    )
    facts = [_where(line), _bot(line), _failure(line), _json("settings", line), _json("sent", line)]
    return "\n".join([first, *(f"{INDENT}{fact}" for fact in facts if fact)])


def _format_action(line: dict[str, Any]) -> str:
    """Say a veto or a move as what it is: only `wished` is a change of the booking."""
    if line["what"] == "wished":
        return "scheduled the bot" if line.get("revision") == 1 else "changed the booking"
    if line["what"] != "refused":
        return _ACTIONS.get(line["what"], str(line["what"]))
    return f"refused: {line.get('asked')} ({line.get('reason')})"


def _where(line: dict[str, Any]) -> str:
    named = {
        "booking": line["booking"],
        "event": line["event"],
        "revision": line.get("revision"),
        "starts": line.get("starts_at"),
        "channel": line.get("channel"),
        "reason": line.get("reason") if line["what"] != "refused" else None,
        "tool": line.get("tool"),
        "caller": line.get("caller"),
        "token": line.get("token") and f"…{line['token']}",
        "provider": line.get("provider"),
        "outcome": line.get("outcome"),
        "matches": line.get("matches"),
        "series": line.get("series"),
        "code": line.get("code"),
    }
    return ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)


def _bot(line: dict[str, Any]) -> str:
    if not line.get("bot_id"):
        return ""
    status = ", ".join(filter(None, [line.get("bot_status"), line.get("bot_sub_code")]))
    return f"bot {line['bot_id']}, revision {line.get('applied_revision')}" + (f": {status}" if status else "")


def _failure(line: dict[str, Any]) -> str:
    failure = line.get("failure")
    if not failure:
        return ""
    return " ".join(str(each) for each in ("failed:", failure["status"], failure["code"], failure["detail"]) if each)


def _json(name: str, line: dict[str, Any]) -> str:
    return f"{name} {json.dumps(line[name], ensure_ascii=False)}" if line.get(name) else ""
