"""Handle a mention of the app: answer the person alone, in the thread, and act on the buttons of that answer."""

from functools import partial
from typing import Any, assert_never

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.kit.block_kit import MessageContent
from bot.blocks.kit.button_value import AskedButton, read_asked_button
from bot.blocks.mentions import answer as mention_answer
from bot.core.access.people import Person
from bot.core.access.verdicts import Written
from bot.core.identifiers import ChannelId
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.direct_booking import DirectBooking, DirectRequest
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.mentions import (
    Asked,
    HelpAsked,
    LinkAsked,
    LinkTrouble,
    MeetingAsked,
    Mentions,
    NothingFound,
    Unbookable,
)
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ButtonOutOfDate, ShowForm

_TROUBLES = {
    LinkTrouble.SHORTENED: mention_answer.SHORTENED,
    LinkTrouble.WITHOUT_BOTS: mention_answer.WITHOUT_BOTS,
    LinkTrouble.UNKNOWN: mention_answer.UNSUPPORTED,
}


class MentionAnswers:
    def __init__(
        self,
        people: KnownPeople,
        mentions: Mentions,
        direct: DirectBooking,
        open_form: OpenForm,
        show_form: ShowForm,
        private_messages: PrivateMessages,
    ) -> None:
        self._people = people
        self._mentions = mentions
        self._direct = direct
        self._open_form = open_form
        self._show_form = show_form
        self._private_messages = private_messages

    async def handle(self, ack: AsyncAck, body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("bot_id") or not event.get("user"):  # another app's message: no one would read an answer
            await ack()
        else:
            await self._show_form.do(ack, body, partial(self._answer, body, event))

    async def schedule(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        """Book with the person's usual settings. If anything stands in the way, the form shows what."""

        async def book() -> None:
            button, origin = _read(action), _origin(body, action)
            person = await self._people.find_for_action(user_of(body))
            if button.draft_id is not None and await self._mentions.load_link(button.draft_id) is None:
                await self._private_messages.say(body, mention_answer.LINK_EXPIRED)
            elif await self._book(person, button, origin, body):
                await self._private_messages.replace(body, mention_answer.SCHEDULING)
            else:
                await self._show_form.open_now(client, body, partial(self._find_form, button, origin))

        await self._show_form.do(ack, body, book)

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Handle the buttons that lead to the form: with the meeting in it, with the link, or with neither."""

        async def find(person: Person) -> Opening:
            return await self._find_form(_read(action), _origin(body, action), person)

        await self._show_form.open(ack, client, body, find)

    async def _answer(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        if not await self._mentions.claim(str(body.get("event_id") or event.get("event_ts"))):
            return
        person = await self._people.find(user_of(body))
        asked = await self._mentions.read(person, event)
        content = self._render(asked, event.get("thread_ts") or event.get("ts"), person)
        await self._private_messages.say(body, content.text, content.blocks)

    def _render(self, asked: Asked, thread_ts: str | None, person: Person) -> MessageContent:
        time_zone = person.time_zone
        match asked:
            case MeetingAsked(meeting, mark):
                return mention_answer.build_found_meeting(meeting, mark, thread_ts, time_zone)
            case LinkAsked(link, draft_id, join_at):
                return mention_answer.build_found_link(link, draft_id, join_at, thread_ts, time_zone)
            case Unbookable(meeting):
                return mention_answer.build_unbookable(meeting, thread_ts, time_zone)
            case NothingFound(words, has_meetings):
                return mention_answer.build_nothing_found(words, thread_ts, has_meetings=has_meetings)
            case HelpAsked():
                return mention_answer.build_mention_help(thread_ts)
            case LinkTrouble():
                return mention_answer.build_no_answer(_TROUBLES[asked], thread_ts)
            case _:
                assert_never(asked)

    async def _book(self, person: Person, button: AskedButton, origin: Origin, body: dict[str, Any]) -> bool:
        link = await self._mentions.load_link(button.draft_id) if button.draft_id else None
        if origin.channel_id is None or (button.event_id is None and link is None):
            return False
        if button.join_at is not None and self._mentions.has_passed(button.join_at):
            return False  # a bot that joins at once is not what the answer said
        message_ts = (body.get("container") or {}).get("message_ts")
        request = DirectRequest(
            key=f"asked/{origin.channel_id}/{message_ts}",
            channel_id=origin.channel_id,
            thread_ts=origin.thread_ts,
            event_id=button.event_id,
            link=link.url if link else None,
            join_at=button.join_at,
        )
        return isinstance(await self._direct.book(person, request), Written)

    async def _find_form(self, button: AskedButton, origin: Origin, person: Person) -> Opening:
        if button.draft_id is not None and (link := await self._mentions.load_link(button.draft_id)) is not None:
            return await self._open_form.open_for_link(person, origin, link, button.join_at)
        return await self._open_form.open_for_calendar(person, origin, event_id=button.event_id)


def _read(action: dict[str, Any]) -> AskedButton:
    """Raises ButtonOutOfDate for a value that is not one of our own, or one of another version."""
    button = read_asked_button(action.get("value"))
    if button is None:
        raise ButtonOutOfDate
    return button


def _origin(body: dict[str, Any], action: dict[str, Any]) -> Origin:
    channel_id = (body.get("channel") or {}).get("id")
    return Origin(ChannelId(channel_id) if channel_id else None, _read(action).thread_ts)
