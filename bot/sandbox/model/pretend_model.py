"""Serve a pretend model in OpenAI's and in Anthropic's form; it refuses what the real endpoints refuse.

https://platform.openai.com/docs/api-reference/chat/create
https://docs.anthropic.com/en/api/messages
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.floods import flood
from bot.sandbox.model.answers import write_answer
from bot.sandbox.model.mischief import ModelMischief
from bot.sandbox.model.notes import write_notes
from bot.sandbox.model.refusals import Refused, check_chat, check_message
from bot.sandbox.serving import hang_up

MODEL = "pretend-1"
KEY = "pretend-key"
BYTES_A_TOKEN = 4

Write = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for an answer, as it came."""

    path: str
    body: dict[str, Any]
    rules: str
    text: str
    document: str  # the name of what is asked for


class PretendModel:
    """`asked` holds every request that would have been paid for, in order."""

    def __init__(self, key: str = KEY, model: str = MODEL) -> None:
        self.key = key
        self.model = model
        self.asked: list[Asked] = []
        self.writes: dict[str, Write] = {"meeting_notes": write_notes, "meeting_answer": write_answer}
        self._mischief = ModelMischief()
        self.asgi = Starlette(
            routes=[
                Route("/v1/chat/completions", self._guard(self._chat), methods=["POST"]),
                Route("/v1/messages", self._guard(self._message), methods=["POST"]),
                Route("/v1/models", self._guard(self._list_models), methods=["GET"]),
            ]
        )

    def behave(self, mischief: ModelMischief | None = None) -> None:
        """From now on; without an argument: well."""
        self._mischief = mischief or ModelMischief()

    def _guard(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                self._authorize(request)
                return await answer(request)
            except Refused as refused:
                error = {"type": refused.code, "code": refused.code, "message": "Refused by the pretend model."}
                return JSONResponse({"type": "error", "error": error}, refused.status)

        return guarded

    def _authorize(self, request: Request) -> None:
        shown = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if shown != self.key:
            raise Refused(401, "invalid_api_key")

    async def _list_models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": self.model, "object": "model"}]})

    async def _chat(self, request: Request) -> Response:
        body = await _read_json(request)
        mischief = self._current()
        check_chat(body, self.model, knows_schemas=mischief.knows_schemas, knows_formats=mischief.knows_formats)
        rules, text = (message["content"] for message in body["messages"])
        name = body.get("response_format", {}).get("json_schema", {}).get("name", "meeting_notes")
        asked = Asked(request.url.path, body, rules, text, name)
        return await self._misbehave(asked, mischief, request) or self._chat_answer(asked, mischief)

    def _chat_answer(self, asked: Asked, mischief: ModelMischief) -> Response:
        content = self._content(asked, mischief)
        refusal = "I can't help with that." if mischief.refuses else None
        message = {"role": "assistant", "content": None if refusal else content, "refusal": refusal}
        usage = {"prompt_tokens": _count(asked.rules + asked.text), "completion_tokens": _count(content)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = {"id": "chatcmpl-1", "object": "chat.completion", "model": self.model, "choices": [choice]}
        return JSONResponse(answer | ({"usage": usage} if mischief.counts_tokens else {}))

    async def _message(self, request: Request) -> Response:
        body = await _read_json(request)
        check_message(body, self.model, request.headers.get("anthropic-version"))
        [message] = body["messages"]
        mischief = self._current()
        asked = Asked(request.url.path, body, body["system"], message["content"], body["tool_choice"]["name"])
        return await self._misbehave(asked, mischief, request) or self._message_answer(asked, mischief)

    def _message_answer(self, asked: Asked, mischief: ModelMischief) -> Response:
        content = self._content(asked, mischief)
        tool = {"type": "tool_use", "id": "toolu_1", "name": asked.document}
        block = (
            {"type": "text", "text": content} if mischief.text is not None else tool | {"input": json.loads(content)}
        )
        answer = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [] if mischief.refuses else [block],
            "stop_reason": "refusal" if mischief.refuses else "tool_use",
        }
        usage = {"input_tokens": _count(asked.rules + asked.text), "output_tokens": _count(content)}
        return JSONResponse(answer | ({"usage": usage} if mischief.counts_tokens else {}))

    def _content(self, asked: Asked, mischief: ModelMischief) -> str:
        if mischief.text is not None:
            return mischief.text
        return json.dumps(mischief.document or self.writes[asked.document](asked.text))

    def _current(self) -> ModelMischief:
        return self._mischief if self._mischief.take() else ModelMischief()

    async def _misbehave(self, asked: Asked, mischief: ModelMischief, request: Request) -> Response | None:
        """None: it answers, and is paid."""
        if mischief.status is None:
            self.asked.append(asked)
        await asyncio.sleep(mischief.seconds)
        if mischief.hangs_up:
            await hang_up(request)
        if mischief.status is not None:
            headers = {} if mischief.retry_after is None else {"Retry-After": str(mischief.retry_after)}
            error = {"code": mischief.error_code, "message": "As it was told to."}
            return JSONResponse({"error": error}, mischief.status, headers)
        if mischief.redirects_to is not None:
            return RedirectResponse(mischief.redirects_to, 307)
        if mischief.html:
            return HTMLResponse("<h1>It works!</h1>")
        return flood(mischief.floods) if mischief.floods else None


async def _read_json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise Refused(400, "invalid_json") from None
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json")
    return body


def _count(text: str) -> int:
    return len(text.encode()) // BYTES_A_TOKEN
