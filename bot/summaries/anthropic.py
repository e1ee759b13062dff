"""Speak Anthropic's messages; the forced call of a tool gives an answer by the schema. Nothing is ever called.

https://docs.anthropic.com/en/api/messages
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.prompt import Prompt
from bot.summaries.answer import Dialect, ModelAnswer, Request, read_count, read_list, read_mapping

_VERSION = "2023-06-01"


def _headers(key: str) -> Mapping[str, str]:
    return {"x-api-key": key, "anthropic-version": _VERSION}


def _build(model: str, prompt: Prompt, mode: str) -> Request:
    tool = {"name": prompt.name, "description": "Hand in the document.", "input_schema": prompt.schema}
    body = {
        "model": model,
        "max_tokens": prompt.max_output_tokens,
        "system": prompt.rules,
        "messages": [{"role": "user", "content": prompt.text}],
        "tools": [tool],
        "tool_choice": {"type": "tool", "name": prompt.name},
    }
    return Request("/v1/messages", body)


def _read(answer: Mapping[str, Any]) -> ModelAnswer:
    if answer.get("stop_reason") == "refusal":
        raise ModelError(SummaryFailure.REFUSED, "refusal", may_be_paid=True)
    parts = [read_mapping(part) for part in read_list(answer.get("content"))]
    handed_in = next((part.get("input") for part in parts if part.get("type") == "tool_use"), None)
    usage = read_mapping(answer.get("usage"))
    text = json.dumps(handed_in) if isinstance(handed_in, dict) else _join_texts(parts)
    return ModelAnswer(text, read_count(usage.get("input_tokens")), read_count(usage.get("output_tokens")))


def _join_texts(parts: list[Mapping[str, Any]]) -> str:
    texts = [part.get("text") for part in parts if part.get("type") == "text"]
    return "".join(text for text in texts if isinstance(text, str))


ANTHROPIC = Dialect(
    default_base_url="https://api.anthropic.com",
    modes=("tool",),
    headers=_headers,
    build=_build,
    read=_read,
    models_path="/v1/models",
)
