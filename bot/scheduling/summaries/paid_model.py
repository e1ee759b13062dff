"""Ask a model, with a claim in the database before each call: nothing is paid twice, or beyond the day's budget."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import structlog

from bot.clock import Clock
from bot.core.errors import DatabaseUnavailable
from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.prompt import Prompt, build_repair_prompt
from bot.core.summaries.validate import UnusableAnswer
from bot.store.model_calls import CallOutcome, ClaimResult, ModelCall, ModelCalls, PastAnswer
from bot.summaries.answer import ModelAnswer
from bot.summaries.client import ModelClient

log = structlog.get_logger()

Document = TypeVar("Document")
DATABASE_RETRY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class PaidDocument(Generic[Document]):
    """The tokens are those that were used for it now: none for an answer that an earlier worker got."""

    document: Document
    input_tokens: int = 0
    output_tokens: int = 0


class PaidModel:
    def __init__(self, client: ModelClient, calls: ModelCalls, clock: Clock) -> None:
        self._client = client
        self._calls = calls
        self._clock = clock

    @property
    def model(self) -> str:
        return self._client.model

    async def ask(
        self, call: ModelCall, prompt: Prompt, read: Callable[[str], Document], *, is_kept: bool = True
    ) -> PaidDocument[Document]:
        """Ask for a document that `read` can read, and once more where it cannot. Raises ModelError.

        `is_kept`: whether the answer is stored until the whole is done, so that a later worker need not pay again.
        """
        claimed = await self._claim(call, prompt)
        if claimed is not None:
            return PaidDocument(_read_kept(claimed, read))
        answer = await self._call(call, prompt)
        try:
            document = read(answer.text)
        except UnusableAnswer as problem:
            return await self._repair(call, prompt, answer, str(problem), read, is_kept=is_kept)
        await self._settle(call, answer, is_kept=is_kept)
        return PaidDocument(document, answer.input_tokens, answer.output_tokens)

    async def _repair(
        self,
        call: ModelCall,
        prompt: Prompt,
        answer: ModelAnswer,
        problem: str,
        read: Callable[[str], Document],
        *,
        is_kept: bool,
    ) -> PaidDocument[Document]:
        log.warning("model answer unusable", problem=problem)
        await self._fail(call, answer)
        again = replace(call, subject=f"{call.subject}/repair")
        repair = build_repair_prompt(prompt, answer.text, problem)
        try:
            await self._claim(again, repair)
            second = await self._call(again, repair)
        except ModelError as error:  # the first answer is paid for: this is not tried again unasked
            raise ModelError(error.failure, error.code, may_be_paid=True) from None
        try:
            document = read(second.text)
        except UnusableAnswer as still:
            await self._fail(again, second)
            raise ModelError(SummaryFailure.NONSENSE, str(still), may_be_paid=True) from None
        await self._settle(again, second, is_kept=False)
        # Kept under the subject itself, where it is looked for.
        await self._settle(call, replace(answer, text=second.text), is_kept=is_kept)
        used = answer.input_tokens + second.input_tokens, answer.output_tokens + second.output_tokens
        return PaidDocument(document, *used)

    async def _claim(self, call: ModelCall, prompt: Prompt) -> str | None:
        """None: the call is ours to make. Else what an earlier worker got. Raises ModelError."""
        claim = await self._calls.claim(call, prompt.tokens, self._clock.now())
        match claim:
            case PastAnswer(text=text):
                return text
            case ClaimResult.GRANTED:
                return None
            case ClaimResult.OVER_BUDGET:
                raise ModelError(SummaryFailure.BUDGET, "tokens_per_day", may_be_paid=False)
            case ClaimResult.TAKEN:
                raise ModelError(SummaryFailure.INTERRUPTED, "claimed_before", may_be_paid=True)

    async def _call(self, call: ModelCall, prompt: Prompt) -> ModelAnswer:
        """Raises ModelError, after the claim was given back, or settled where it may have cost money."""
        try:
            answer = await self._client.ask(prompt)
        except ModelError as error:
            if error.may_be_paid:
                await self._write(lambda: self._calls.settle(call, CallOutcome.FAILED, prompt.tokens, 0))
            else:
                await self._write(lambda: self._calls.release(call))
            raise
        if answer.input_tokens or answer.output_tokens:
            return answer
        return replace(answer, input_tokens=prompt.tokens)  # the endpoint does not count

    async def _settle(self, call: ModelCall, answer: ModelAnswer, *, is_kept: bool) -> None:
        used = answer.input_tokens, answer.output_tokens
        text = answer.text if is_kept else None
        await self._write(lambda: self._calls.settle(call, CallOutcome.ANSWERED, *used, text))

    async def _fail(self, call: ModelCall, answer: ModelAnswer) -> None:
        used = answer.input_tokens, answer.output_tokens
        await self._write(lambda: self._calls.settle(call, CallOutcome.FAILED, *used))

    async def _write(self, write: Callable[[], Awaitable[None]]) -> None:
        """Retry while the database is unavailable: what was paid for is known here alone."""
        while True:
            try:
                return await write()
            except DatabaseUnavailable:
                await asyncio.sleep(DATABASE_RETRY_SECONDS)


def _read_kept(text: str, read: Callable[[str], Document]) -> Document:
    """Raises ModelError for what another version has kept, and this one cannot read."""
    try:
        return read(text)
    except UnusableAnswer as problem:
        raise ModelError(SummaryFailure.NONSENSE, str(problem), may_be_paid=True) from None
