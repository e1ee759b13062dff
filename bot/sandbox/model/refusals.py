"""Refuse requests that the real endpoints would refuse."""

import re
from typing import Any

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_CHAT_KEYS = frozenset({"model", "messages", "max_tokens", "max_completion_tokens", "response_format"})
_MESSAGE_KEYS = frozenset({"model", "messages", "max_tokens", "system", "tools", "tool_choice"})


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def check_chat(body: dict[str, Any], model: str, *, knows_schemas: bool, knows_formats: bool) -> None:
    """OpenAI's form. An older endpoint knows fewer formats, and `max_tokens` alone. Raises Refused."""
    _require(body.keys() <= _CHAT_KEYS, "unknown_parameter")
    _require_model(body, model)
    roles = [message.get("role") for message in body.get("messages", [])]
    _require(roles == ["system", "user"] and all(isinstance(m["content"], str) for m in body["messages"]), "messages")
    answer_format = body.get("response_format")
    _require(answer_format is None or knows_formats, "response_format")
    if answer_format is not None and answer_format["type"] == "json_schema":
        _require(knows_schemas, "response_format")
        _check_strict_schema(answer_format["json_schema"])
    elif answer_format is not None:
        asks_for_json = any("json" in message["content"].lower() for message in body["messages"])
        _require(answer_format == {"type": "json_object"} and asks_for_json, "response_format")
    _require(knows_schemas or "max_completion_tokens" not in body, "max_completion_tokens")


def check_message(body: dict[str, Any], model: str, version: str | None) -> None:
    """Anthropic's form. Raises Refused."""
    _require(version == "2023-06-01", "anthropic-version")
    _require(body.keys() <= _MESSAGE_KEYS, "unknown_parameter")
    _require_model(body, model)
    _require(isinstance(body.get("max_tokens"), int) and body["max_tokens"] > 0, "max_tokens")
    _require([message.get("role") for message in body.get("messages", [])] == ["user"], "messages")
    names = [tool["name"] for tool in body.get("tools", []) if tool["input_schema"]["type"] == "object"]
    choice = body.get("tool_choice", {})
    _require(choice.get("type") == "tool" and choice.get("name") in names, "tool_choice")


def _require(is_so: object, code: str) -> None:
    if not is_so:
        raise Refused(400, code)


def _require_model(body: dict[str, Any], model: str) -> None:
    if body.get("model") != model:
        raise Refused(404, "model_not_found")


def _check_strict_schema(wanted: dict[str, Any]) -> None:
    """A strict schema names every property as required, and allows no others.

    https://platform.openai.com/docs/guides/structured-outputs
    """
    _require(_NAME.fullmatch(wanted["name"]) and wanted.get("strict") is True, "response_format")
    for part in _objects(wanted["schema"]):
        is_strict = part.get("additionalProperties") is False and set(part["required"]) == set(part["properties"])
        _require(is_strict, "response_format")


def _objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    here = [schema] if schema.get("type") == "object" else []
    parts = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return [*here, *(found for part in parts for found in _objects(part))]
