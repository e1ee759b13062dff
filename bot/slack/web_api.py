"""Call Slack's Web API with one kind of failure: `SlackRefusal`, which says whether a retry may succeed."""

import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import SlackRefusal
from bot.core.storable_text import make_payload_storable

# Error codes of https://docs.slack.dev/reference/methods/chat.postMessage that a retry may get past.
TRANSIENT = frozenset(
    {
        "fatal_error",
        "internal_error",
        "service_unavailable",
        "request_timeout",
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "team_added_to_org",
        "accesslimited",
    }
)
# Codes of our own.
UNREACHABLE, NO_ANSWER = "unreachable", "no_answer"
# Slack has posted nothing, and may take it later. After any other failure that may pass it may have posted.
NOT_POSTED = frozenset({"ratelimited", "rate_limited", "http_429", "accesslimited", "team_added_to_org", UNREACHABLE})
# Slack asks for seconds or minutes; longer than this no one is kept waiting by a header.
RETRY_AFTER_LIMIT = timedelta(hours=1)

_SECONDS = re.compile(r"[0-9]{1,9}")


async def call_slack(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """Await a call and return Slack's answer as a dict. Raises SlackRefusal with Slack's code, or one of ours.

    `unreachable`: nothing was sent. `no_answer`: whether it was done is unknown.
    """
    try:
        answer = await call
    except SlackApiError as error:
        raise _refusal(error) from None  # the original names the request, and with it private text
    except aiohttp.ClientConnectorError:
        raise SlackRefusal(UNREACHABLE, permanent=False) from None
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise SlackRefusal(NO_ANSWER, permanent=False) from None
    except AttributeError:  # the SDK stumbles over a 200 whose body is no JSON
        raise SlackRefusal("unreadable", permanent=False) from None
    data: dict[str, Any] = answer.data if isinstance(answer.data, dict) else {}
    return make_payload_storable(data)


def _refusal(error: SlackApiError) -> SlackRefusal:
    response = error.response
    # For a body that is no JSON the SDK passes on what its HTTP library gave it.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    found = getattr(response, "data", None)
    data: dict[str, Any] = found if isinstance(found, dict) else {}
    code = _code(data) or f"http_{status}"
    passes = code in TRANSIENT or status == 429 or status >= 500
    return SlackRefusal(code, permanent=not passes, retry_after=_retry_after(response.headers))


def _code(data: dict[str, Any]) -> str:
    """Return Slack's error code. An expired trigger is sometimes reported as an invalid argument.

    https://docs.slack.dev/reference/methods/views.open#errors
    """
    code = str(data.get("error") or "")
    metadata = data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    names_trigger = isinstance(messages, list) and any("trigger_id" in str(each) for each in messages)
    return "invalid_trigger_id" if code == "invalid_arguments" and names_trigger else code


def _retry_after(headers: Any) -> timedelta | None:
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    seconds = found[0] if isinstance(found, list) else found
    text = str(seconds or "")
    return min(timedelta(seconds=int(text)), RETRY_AFTER_LIMIT) if _SECONDS.fullmatch(text) else None
