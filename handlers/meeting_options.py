"""Answer the meeting picker's searches from the mirror, well within Slack's three seconds."""

import asyncio
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.blocks.form.meeting_options import build_meeting_options, meetings_unavailable
from bot.blocks.form.read import UnreadableForm, read_form
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.forms.find_picks import FindPicks
from bot.scheduling.forms.open_form import OpenForm
from handlers.ephemeral_message import user_of
from handlers.unexpected_error import log_unexpected

log = structlog.get_logger()

ANSWER_TIMEOUT_SECONDS = 2.5  # Slack shows nothing at all for an answer that is late


class MeetingOptions:
    def __init__(self, people: KnownPeople, find_picks: FindPicks, open_form: OpenForm, clock: Clock) -> None:
        self._people = people
        self._find_picks = find_picks
        self._open_form = open_form
        self._clock = clock

    async def handle(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
                groups = await self._groups(body)
        except (TimeoutError, UntrustedAccount, SlackRefusal, DatabaseUnavailable) as error:
            log.warning("no options", reason=type(error).__name__)
            groups = meetings_unavailable()
        except Exception as error:  # shown in the list: an apology for every letter typed helps no one
            log_unexpected(error, "options")
            groups = meetings_unavailable()
        await ack(option_groups=groups)

    async def _groups(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        person = await self._people.find(user_of(body))
        words = str(body.get("value") or "")
        found = await self._find_picks.find(person, words, await self._find_linked(person, body))
        return build_meeting_options(
            found.picks,
            found.marks,
            words,
            self._clock.now(),
            person.time_zone,
            is_link=found.is_link,
            searched_until=found.searched_until,
        )

    async def _find_linked(self, person: Person, body: dict[str, Any]) -> list[Meeting]:
        form = read_form(body.get("view") or {})
        return [] if isinstance(form, UnreadableForm) else await self._open_form.find_with_same_link(person, form)
