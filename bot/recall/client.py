"""Call Recall's REST API, one method per endpoint, without any knowledge of bookings.

Reads are retried a few times. Writes are sent once: only the caller knows whether a retry is safe.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import SecretStr, ValidationError

from bot.clock import Clock
from bot.core.booking.recording_files import FileState
from bot.core.errors import AnsweredError
from bot.core.identifiers import BotId, CalendarEventId, CalendarId
from bot.core.transcripts.turns import Utterance
from bot.recall.credentials import OAuthCredentials
from bot.recall.lenient import WireModel
from bot.recall.rate_limit import RateLimitReached, RateLimits
from bot.recall.responses import UnreadableAnswer
from bot.recall.transport import OnAnswer, Transport
from bot.recall.wire import Page, WireBot, WireCalendar, WireEvent
from bot.recall.wire_recordings import WireTranscript, parse_transcript

Wire = TypeVar("Wire", bound=WireModel)


class RecallClient:
    """Every method raises AnsweredError for a refusal and NoAnswer for an unknown outcome.

    `base_url` has passed `check_base_url`. `on_answer` is told of every request: endpoint, status (`None` for
    no answer) and seconds. A given `http` brings its own time-outs, and its maker closes it.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        clock: Clock,
        *,
        processes: int = 1,
        http: httpx.AsyncClient | None = None,
        rate_limits: RateLimits | None = None,
        on_answer: OnAnswer | None = None,
    ) -> None:
        self._rate_limits = rate_limits or RateLimits(processes)
        self._transport = Transport(base_url, api_key, clock, self._rate_limits, http, on_answer)

    async def aclose(self) -> None:
        await self._transport.aclose()

    @property
    def rate_limit_use(self) -> dict[str, float]:
        """The share of each endpoint's rate limit that was used in the last minute."""
        return self._rate_limits.use

    async def list_calendars(self, *, email: str | None = None, platform: str | None = None) -> list[WireCalendar]:
        """All pages. What Recall makes of a filter is for the caller to check."""
        filters = {"email": email, "platform": platform}
        pages = self._pages("list_calendars", "/api/v2/calendars/", filters, Page[WireCalendar])
        return [calendar async for page in pages for calendar in page]

    async def get_calendar(self, calendar_id: CalendarId) -> WireCalendar:
        return _parse_answer(WireCalendar, await self._transport.read("get_calendar", _calendar_path(calendar_id)))

    async def create_calendar(self, platform: str, credentials: OAuthCredentials, idempotency_key: str) -> WireCalendar:
        body = {"platform": platform, **credentials.to_body()}
        with _without_sentences():
            answer = await self._transport.send(
                "create_calendar", "POST", "/api/v2/calendars/", body=body, idempotency_key=idempotency_key
            )
        return _parse_answer(WireCalendar, answer)

    async def update_calendar(
        self, calendar_id: CalendarId, credentials: OAuthCredentials, idempotency_key: str
    ) -> WireCalendar:
        """Connects it again. https://docs.recall.ai/docs/calendar-v2-faq"""
        with _without_sentences():
            answer = await self._transport.send(
                "update_calendar",
                "PATCH",
                _calendar_path(calendar_id),
                body=credentials.to_body(),
                idempotency_key=idempotency_key,
            )
        return _parse_answer(WireCalendar, answer)

    async def update_calendar_secret(self, calendar_id: CalendarId, client_secret: SecretStr) -> WireCalendar:
        """The client's new secret, after it was rotated; the token stays."""
        with _without_sentences():
            answer = await self._transport.send(
                "update_calendar_secret",
                "PATCH",
                _calendar_path(calendar_id),
                body={"oauth_client_secret": client_secret.get_secret_value()},
            )
        return _parse_answer(WireCalendar, answer)

    async def delete_calendar(self, calendar_id: CalendarId) -> None:
        """With its events and the bots that were booked through it."""
        await self._transport.send("delete_calendar", "DELETE", _calendar_path(calendar_id), json_due=False)

    def iter_event_pages(
        self,
        *,
        updated_at__gte: datetime | None = None,
        start_time__gte: datetime | None = None,
        start_time__lte: datetime | None = None,
        calendar_id: CalendarId | None = None,
        is_deleted: bool | None = None,
    ) -> AsyncIterator[list[WireEvent]]:
        """The list is complete only if the iteration ends without an error."""
        filters = {
            "updated_at__gte": updated_at__gte,
            "start_time__gte": start_time__gte,
            "start_time__lte": start_time__lte,
            "calendar_id": calendar_id,
            "is_deleted": is_deleted,
        }
        return self._pages("list_events", "/api/v2/calendar-events/", filters, Page[WireEvent])

    async def get_event(self, event_id: CalendarEventId) -> WireEvent:
        return _parse_answer(WireEvent, await self._transport.read("get_event", _event_path(event_id)))

    async def schedule_bot(
        self,
        event_id: CalendarEventId,
        deduplication_key: str,
        bot_config: Mapping[str, Any],
        idempotency_key: str,
    ) -> WireEvent:
        """Schedule the bot, replacing the whole of an earlier config. https://docs.recall.ai/docs/scheduling-guide"""
        answer = await self._transport.send(
            "schedule_bot",
            "POST",
            _event_path(event_id) + "bot/",
            body={"deduplication_key": deduplication_key, "bot_config": bot_config},
            idempotency_key=idempotency_key,
        )
        return _parse_answer(WireEvent, answer)

    async def unschedule_bot(self, event_id: CalendarEventId) -> None:
        """Unschedule a bot that is booked, not one that is in a call."""
        await self._transport.send("unschedule_bot", "DELETE", _event_path(event_id) + "bot/", json_due=False)

    async def list_bots(
        self,
        *,
        metadata: Mapping[str, str] | None = None,
        meeting_url: str | None = None,
        join_at_after: datetime | None = None,
        join_at_before: datetime | None = None,
    ) -> list[WireBot]:
        """All pages. https://docs.recall.ai/reference/bot_list"""
        filters: dict[str, object] = {f"metadata__{key}": value for key, value in (metadata or {}).items()}
        filters |= {
            "meeting_url": meeting_url,
            "join_at_after": join_at_after,
            "join_at_before": join_at_before,
        }
        pages = self._pages("list_bots", "/api/v1/bot/", filters, Page[WireBot])
        return [bot async for page in pages for bot in page]

    async def get_bot(self, bot_id: BotId, *, has_later_transcripts: bool = False) -> WireBot:
        """A recording's shortcuts may not show a transcript that was made afterwards; their list does."""
        bot = _parse_answer(WireBot, await self._transport.read("get_bot", _bot_path(bot_id)))
        if not has_later_transcripts:
            return bot
        recordings = [
            each
            if each.transcript.state is FileState.READY
            else each.with_best_transcript(await self.list_transcripts(each.id))
            for each in bot.recordings
        ]
        return bot.model_copy(update={"recordings": tuple(recordings)})

    async def create_bot(self, config: Mapping[str, Any], idempotency_key: str) -> WireBot:
        answer = await self._transport.send(
            "create_bot", "POST", "/api/v1/bot/", body=config, idempotency_key=idempotency_key
        )
        return _parse_answer(WireBot, answer)

    async def update_bot(self, bot_id: BotId, config: Mapping[str, Any], idempotency_key: str) -> WireBot:
        """Update a bot that no calendar event has booked. https://docs.recall.ai/reference/bot_partial_update"""
        answer = await self._transport.send(
            "update_bot", "PATCH", _bot_path(bot_id), body=config, idempotency_key=idempotency_key
        )
        return _parse_answer(WireBot, answer)

    async def delete_bot(self, bot_id: BotId) -> None:
        """Refused with 405 `cannot_delete_bot` once the bot has been sent."""
        await self._transport.send("delete_bot", "DELETE", _bot_path(bot_id), json_due=False)

    async def leave_call(self, bot_id: BotId) -> None:
        """Outside a call 400: `cannot_command_unstarted_bot` or `cannot_command_completed_bot`."""
        path = _bot_path(bot_id) + "leave_call/"
        await self._transport.send("leave_call", "POST", path, json_due=False)

    async def delete_media(self, bot_id: BotId) -> None:
        """Cannot be undone."""
        path = _bot_path(bot_id) + "delete_media/"
        await self._transport.send("delete_media", "POST", path, json_due=False)

    async def list_transcripts(self, recording_id: str) -> list[WireTranscript]:
        """All of one recording: the bot's own, and those asked for afterwards."""
        pages = self._pages(
            "list_transcripts", "/api/v1/transcript/", {"recording_id": recording_id}, Page[WireTranscript]
        )
        return [transcript async for page in pages for transcript in page]

    async def create_transcript(self, recording_id: str, body: Mapping[str, Any], idempotency_key: str) -> None:
        """It is paid for once it is accepted. https://docs.recall.ai/reference/recording_create_transcript_create"""
        path = f"/api/v1/recording/{quote(recording_id, safe='')}/create_transcript/"
        await self._transport.send("create_transcript", "POST", path, body=body, idempotency_key=idempotency_key)

    async def fetch_transcript(self, address: str) -> tuple[Utterance, ...]:
        """A finished transcript, by the link that its bot's recording shows. Long ones take a while to parse."""
        return await asyncio.to_thread(parse_transcript, await self._transport.download(address))

    async def _pages(
        self, endpoint: str, path: str, filters: Mapping[str, object], page_type: type[Page[Wire]]
    ) -> AsyncIterator[list[Wire]]:
        params = {name: _parameter(value) for name, value in filters.items() if value is not None}
        page = await _fitting_page(page_type, await self._transport.read(endpoint, path, params))
        seen = set()
        while True:
            url = self._next_page_url(page.next)
            yield list(page.results)
            if url is None:
                return
            if url in seen:
                raise UnreadableAnswer(f"The pages of {endpoint} go round in circles")
            seen.add(url)
            page = await _fitting_page(page_type, await self._transport.read(endpoint, url))

    def _next_page_url(self, address: str | None) -> httpx.URL | None:
        """The next page, whose address holds the filters. Our key must not follow it to another host."""
        if not address:
            return None
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL:
            raise UnreadableAnswer("The next page has no readable address") from None
        own = self._transport.base_url
        if (url.scheme, url.netloc, url.userinfo) != (own.scheme, own.netloc, b""):
            raise UnreadableAnswer("The next page is said to be on another host")
        return url


def _calendar_path(calendar_id: CalendarId) -> str:
    return f"/api/v2/calendars/{quote(calendar_id, safe='')}/"


@contextmanager
def _without_sentences() -> Iterator[None]:
    """Recall's words about a calendar's fields may repeat their values, which are secrets."""
    try:
        yield
    except RateLimitReached:
        raise
    except AnsweredError as error:
        raise AnsweredError(error.status, None, "", error.retry_after) from None


def _event_path(event_id: CalendarEventId) -> str:
    return f"/api/v2/calendar-events/{quote(event_id, safe='')}/"


def _bot_path(bot_id: BotId) -> str:
    return f"/api/v1/bot/{quote(bot_id, safe='')}/"


def _parameter(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value).lower() if isinstance(value, bool) else str(value)


async def _fitting_page(model: type[Page[Wire]], answer: object) -> Page[Wire]:
    """In another thread, since a page may hold very much."""
    return await asyncio.to_thread(_parse_answer, model, answer)


def _parse_answer(model: type[Wire], answer: object) -> Wire:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors()[:3])
        raise UnreadableAnswer(f"Recall's answer is not a {model.__name__}: {places}") from None
