"""Show a transcript in a modal, and turn its pages. It is fetched afresh each time: nothing of it is kept."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.button_value import read_page_button
from bot.blocks.recordings.recording_message import NO_ANSWER
from bot.blocks.recordings.transcript_view import LOADING, build_transcript_notice, build_transcript_view
from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.errors import RecallError
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.recordings import Recordings
from bot.slack.web_api import call_slack
from handlers.booking_buttons import read_button
from handlers.ephemeral_message import user_of
from handlers.show_form import ButtonOutOfDate, ShowForm


class TranscriptPages:
    def __init__(
        self,
        people: KnownPeople,
        recordings: Recordings,
        show_form: ShowForm,
        *,
        has_model: bool,
        has_summaries: bool,
    ) -> None:
        self._people = people
        self._recordings = recordings
        self._show_form = show_form
        self._has_model = has_model
        self._has_summaries = has_summaries

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._open, client, body, action))

    async def turn(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._turn, client, body, action))

    async def _open(self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The trigger expires sooner than Recall may answer: it is spent on a view that says so."""
        pressed = read_button(action)
        person = await self._people.find_for_action(user_of(body))
        booking = await self._recordings.authorize(person, pressed.booking_id, pressed.bot_id)
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        spend = client.views_push if is_in_modal else client.views_open
        answer = await call_slack(spend(trigger_id=body["trigger_id"], view=build_transcript_notice(LOADING)))
        await self._show_page(client, answer["view"]["id"], person, booking, 1)

    async def _turn(self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        pressed = read_page_button(action.get("value"))
        if pressed is None:
            raise ButtonOutOfDate
        person = await self._people.find_for_action(user_of(body))
        booking = await self._recordings.authorize(person, pressed.booking_id, pressed.bot_id)
        await self._show_page(client, body["view"]["id"], person, booking, pressed.page)

    async def _show_page(
        self, client: AsyncWebClient, view_id: str, person: Person, booking: Booking, number: int
    ) -> None:
        await call_slack(client.views_update(view_id=view_id, view=await self._page(person, booking, number)))

    async def _page(self, person: Person, booking: Booking, number: int) -> Json:
        try:
            transcripts = await self._recordings.read_transcripts(booking)
        except RecallError:
            return build_transcript_notice(NO_ANSWER)
        return build_transcript_view(
            booking,
            transcripts,
            number,
            person.time_zone,
            has_model=self._has_model,
            has_summaries=self._has_summaries,
        )
