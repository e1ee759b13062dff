"""Translate between HTTP and calls: from the request to the call, from the answer to the bytes, whole or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.sandbox.floods import flood
from bot.sandbox.recall.exchange import Answer, Call, Refusal
from bot.sandbox.recall.faults import Fault, Faults, Reply
from bot.sandbox.recall.gate import Gate, Route
from bot.sandbox.recall.idempotency import IdempotencyKeys
from bot.sandbox.recall.ledger import Ledger
from bot.sandbox.serving import hang_up

Work = Callable[[], Answer]


class Edge:
    def __init__(self, clock: Clock, gate: Gate, faults: Faults, ledger: Ledger, catch_up: Callable[[], None]) -> None:
        """`catch_up` brings the workspace to the present before each piece of work."""
        self._clock = clock
        self._gate = gate
        self._faults = faults
        self._ledger = ledger
        self._catch_up = catch_up
        self._keys = IdempotencyKeys()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        call = await self._read(request)
        recorded = self._ledger.write(call)
        reply = await self._reply(call)
        if reply.answer is None:
            await hang_up(request)
            return
        recorded.status = reply.answer.status
        if reply.flood:
            await flood(reply.flood)(scope, receive, send)
            return
        await _send(request, reply.answer, send, breaks_off=reply.breaks_off)

    async def _read(self, request: Request) -> Call:
        url = URL(str(request.url))
        return Call(request.method, url, request.headers, await request.body(), self._clock.now())

    async def _reply(self, call: Call) -> Reply:
        try:
            route, call = self._gate.let_in(call)
            fault = self._faults.take(call)
            kept = self._keys.begin(call)
        except Refusal as refusal:
            return Reply(refusal.answer)
        if kept:
            return (await self._carry_out(lambda: kept, fault))[1]
        answer = None
        try:
            answer, reply = await self._carry_out(lambda: self._work(route, call), fault)
        finally:
            self._keys.finish(call, answer, self._clock.now())
        return reply

    async def _carry_out(self, work: Work, fault: Fault | None) -> tuple[Answer | None, Reply]:
        """The answer that Recall remembers, and the reply that the client gets. Both are the fault's, if it answers."""
        if fault is None:
            answer = work()
            return answer, Reply(answer)
        done = work() if fault.when == "after" else None
        await self._wait(fault.seconds)
        if fault.spoil is None:
            answer = done or work()
            return answer, Reply(answer)
        reply = fault.spoil(done)
        return (reply.answer or done), reply

    def _work(self, route: Route, call: Call) -> Answer:
        """In the present of the work, which a fault may have delayed."""
        self._catch_up()
        try:
            return route.handle(replace(call, now=self._clock.now()))
        except Refusal as refusal:
            return refusal.answer

    async def _wait(self, seconds: float) -> None:
        if seconds:
            await self._clock.sleep_until(self._clock.now() + timedelta(seconds=seconds))


async def _send(request: Request, answer: Answer, send: Send, *, breaks_off: bool) -> None:
    headers = {**answer.headers, "Content-Type": answer.media_type}
    if not breaks_off:
        response = Response(answer.content, answer.status, headers)
        await response(request.scope, request.receive, send)
        return
    headers["Content-Length"] = str(len(answer.content))
    spelled = [(name.encode(), value.encode()) for name, value in headers.items()]
    half = answer.content[: len(answer.content) // 2]
    await send({"type": "http.response.start", "status": answer.status, "headers": spelled})
    await send({"type": "http.response.body", "body": half, "more_body": True})
    await hang_up(request)
