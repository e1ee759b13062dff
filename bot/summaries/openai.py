"""Speak OpenAI's chat completions, as do Azure, Mistral, Groq, OpenRouter, vLLM, llama.cpp, Ollama and others.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.prompt import Prompt
from bot.summaries.answer import Dialect, ModelAnswer, Request, read_count, read_list, read_mapping

# Endpoints differ in how they are told to answer with JSON, and in how many tokens: one whose context is too small for
# the first way gets the second.
_SCHEMA, _SCHEMA_OLDER, _OBJECT, _PLAIN = "schema", "schema with max_tokens", "JSON object", "words alone"
_ONLY_JSON = "\nAnswer with one JSON object and nothing else, by this JSON Schema:\n"


def _headers(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _build(model: str, prompt: Prompt, mode: str) -> Request:
    limit = (
        {"max_completion_tokens": prompt.max_tokens_with_reasoning}
        if mode == _SCHEMA
        else {"max_tokens": prompt.max_output_tokens}
    )
    rules = (
        prompt.rules if mode in {_SCHEMA, _SCHEMA_OLDER} else f"{prompt.rules}{_ONLY_JSON}{json.dumps(prompt.schema)}"
    )
    messages = [{"role": "system", "content": rules}, {"role": "user", "content": prompt.text}]
    body: dict[str, Any] = {"model": model, "messages": messages, **limit}
    if (answer_format := _answer_format(prompt, mode)) is not None:
        body["response_format"] = answer_format
    return Request("/chat/completions", body)


def _answer_format(prompt: Prompt, mode: str) -> dict[str, Any] | None:
    if mode == _PLAIN:
        return None
    if mode == _OBJECT:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": prompt.name, "schema": prompt.schema, "strict": True}}


def _read(answer: Mapping[str, Any]) -> ModelAnswer:
    choice = read_mapping(next(iter(read_list(answer.get("choices"))), None))
    message, reason = read_mapping(choice.get("message")), choice.get("finish_reason")
    if message.get("refusal") or reason == "content_filter":
        raise ModelError(SummaryFailure.REFUSED, "refusal", may_be_paid=True)
    usage = read_mapping(answer.get("usage"))
    text = _join(message.get("content"))
    return ModelAnswer(text, read_count(usage.get("prompt_tokens")), read_count(usage.get("completion_tokens")))


def _join(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = [read_mapping(part).get("text") for part in read_list(content)]
    return "".join(part for part in parts if isinstance(part, str))


OPENAI = Dialect(
    default_base_url="https://api.openai.com/v1",
    modes=(_SCHEMA, _SCHEMA_OLDER, _OBJECT, _PLAIN),
    headers=_headers,
    build=_build,
    read=_read,
    models_path="/models",
)
