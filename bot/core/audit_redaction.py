"""Redact what the audit trail keeps of a request to Recall: no passcode, token or credential of any address stays."""

import re
from typing import Any
from urllib.parse import urlsplit

REMOVED = "[removed]"
# Keys by their names: `join_token_url`, `api_key`, `b64_data`, an endpoint's `headers`.
_SECRET_KEY = re.compile(
    r"secret|token|passw|passcode|pwd|api_?key|auth|credential|cookie|headers|b64_data", re.IGNORECASE
)
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s<>\"']+", re.IGNORECASE)


def redact_config(config: dict[str, Any]) -> dict[str, Any]:
    """Redact a configuration: the meeting's link keeps its path, to be recognizable, other addresses their origin."""
    kept = {key: _redact_value(key, value) for key, value in config.items()}
    if isinstance(link := config.get("meeting_url"), str):
        kept["meeting_url"] = redact_link(link)
    return kept


def redact_link(link: str) -> str:
    """Redact a meeting's link: drop all after its path, where every platform puts the passcode."""
    parts = _split(link)
    return REMOVED if parts is None else f"{parts[0]}{parts[1]}"


def redact_addresses(text: str) -> str:
    """Redact every address in a text to its origin: what follows may hold a password."""
    return _ADDRESS.sub(lambda match: _origin(match[0]), text) if "://" in text else text


def _redact_value(key: str, value: Any) -> Any:
    if value and not isinstance(value, bool | int | float) and _SECRET_KEY.search(key):
        return REMOVED
    if isinstance(value, dict):
        return {name: _redact_value(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_redact_value(key, each) for each in value]
    return redact_addresses(value) if isinstance(value, str) else value


def _origin(address: str) -> str:
    parts = _split(address)
    if parts is None:
        return REMOVED
    return parts[0] if address.rstrip("/") == parts[0] else f"{parts[0]}/{REMOVED}"


def _split(address: str) -> tuple[str, str] | None:
    """Scheme and host, and the path; without the name and password that may stand before the host."""
    try:
        url = urlsplit(address)
        port = f":{url.port}" if url.port else ""
    except ValueError:
        return None
    return (f"{url.scheme}://{url.hostname}{port}", url.path) if url.hostname else None
