"""Define the field types of a bot's settings, and report errors in the form of Django REST framework."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationError, with_config
from pydantic_core import ErrorDetails

from bot.sandbox.recall.meeting_links import NotAMeetingLink, read_meeting_url
from bot.sandbox.recall.wire_times import read_instant

# No key that is not documented, no text for a number, no null where a field can only be left out.
settings = with_config(ConfigDict(strict=True, extra="forbid"))
# The options of other vendors' transcription, of which only some are checked.
vendor_options = with_config(ConfigDict(strict=True, extra="allow"))


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("This field may not be blank.")
    return text


def _instant(text: str) -> str:
    try:
        read_instant(text)
    except ValueError:
        raise ValueError("Datetime has wrong format. Use ISO 8601 with an offset.") from None
    return text


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https", "ws", "wss", "rtmp", "rtmps"} or not parts.hostname:
        raise ValueError("Enter a valid URL.")
    return text


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("Must be a valid UUID.") from None


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ValueError("Enter a valid email address.")
    return text


def _meeting_link(text: str) -> str:
    try:
        read_meeting_url(text)
    except NotAMeetingLink:
        raise ValueError("Invalid meeting URL.") from None
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_not_blank)]
ChatMessage = Annotated[str, StringConstraints(min_length=1, max_length=4096), AfterValidator(_not_blank)]
Base64 = Annotated[str, StringConstraints(min_length=4, max_length=1_835_008, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
Moment = Annotated[str, AfterValidator(_instant)]
Link = Annotated[str, AfterValidator(_url)]
Identifier = Annotated[str, AfterValidator(_uuid)]
Email = Annotated[str, AfterValidator(_email)]
MeetingLink = Annotated[str, AfterValidator(_meeting_link)]
Words = Annotated[str, StringConstraints(min_length=1)]
Seconds = Annotated[int, Field(ge=1)]
TenSeconds = Annotated[int, Field(ge=10)]
HalfMinute = Annotated[int, Field(ge=30)]
# Flat, of texts. https://docs.recall.ai/docs/custom-metadata
Metadata = dict[str, Annotated[str, StringConstraints(max_length=500)] | None]


def error_map(error: ValidationError) -> dict[str, Any]:
    """`{"automatic_leave": {"waiting_room_timeout": ["Ensure this value is …"]}}`"""
    told: dict[str, Any] = {}
    for detail in error.errors(include_url=False):
        path = [str(step) for step in detail["loc"]]
        if _is_about_an_object(detail):
            path.append("non_field_errors")
        _put(told, path, _sentence(detail))
    return told


def _put(told: dict[str, Any], path: list[str], sentence: str) -> None:
    *parents, field = path
    for parent in parents:
        told = told.setdefault(parent, {})
    told.setdefault(field, []).append(sentence)


def _is_about_an_object(detail: ErrorDetails) -> bool:
    wrong_type = detail["type"] == "dict_type" and detail["input"] is not None
    return wrong_type or (detail["type"] == "value_error" and isinstance(detail["input"], dict))


def _sentence(detail: ErrorDetails) -> str:
    given, limits = detail["input"], detail.get("ctx", {})
    kind = type(given).__name__
    sentences = {
        "missing": "This field is required.",
        "extra_forbidden": "Unknown field.",
        "string_type": "Not a valid string.",
        "string_too_short": "This field may not be blank.",
        "string_too_long": f"Ensure this field has no more than {limits.get('max_length')} characters.",
        "int_type": "A valid integer is required.",
        "greater_than_equal": f"Ensure this value is greater than or equal to {limits.get('ge')}.",
        "less_than_equal": f"Ensure this value is less than or equal to {limits.get('le')}.",
        "bool_type": "Must be a valid boolean.",
        "literal_error": f'"{given}" is not a valid choice.',
        "dict_type": f"Invalid data. Expected a dictionary, but got {kind}.",
        "list_type": f'Expected a list of items but got type "{kind}".',
        "value_error": str(limits.get("error")),
    }
    if given is None and detail["type"] != "missing":
        return "This field may not be null."
    return sentences.get(detail["type"], detail["msg"])
