"""Handle the recording buttons on a card and in its thread: watch, transcribe, and delete."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.recordings.recording_message import BEING_TRANSCRIBED, NO_ANSWER, build_recording_message
from bot.core.errors import RecallError
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.recordings import Recordings
from bot.scheduling.wishes import Wishes
from handlers.booking_buttons import read_button
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ShowForm


class RecordingButtons:
    def __init__(
        self,
        people: KnownPeople,
        recordings: Recordings,
        wishes: Wishes,
        show_form: ShowForm,
        private_messages: PrivateMessages,
    ) -> None:
        self._people = people
        self._recordings = recordings
        self._wishes = wishes
        self._show_form = show_form
        self._private_messages = private_messages

    async def show_recording(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._show_recording, body, action))

    async def delete(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._delete, body, action))

    async def transcribe(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Confirmed in Slack, which has said what it costs."""
        await self._show_form.do(ack, body, partial(self._transcribe, body, action))

    async def _transcribe(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        person = await self._people.find_for_action(user_of(body))
        pressed = read_button(action)
        await self._wishes.transcribe(person, pressed.booking_id, pressed.bot_id)
        await self._private_messages.say(body, BEING_TRANSCRIBED)

    async def _show_recording(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        person = await self._people.find_for_action(user_of(body))
        pressed = read_button(action)
        booking = await self._recordings.authorize(person, pressed.booking_id, pressed.bot_id)
        try:
            content = build_recording_message(await self._recordings.find_videos(booking))
        except RecallError:
            await self._private_messages.say(body, NO_ANSWER)
            return
        await self._private_messages.say(body, content.text, content.blocks)

    async def _delete(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        person = await self._people.find_for_action(user_of(body))
        pressed = read_button(action)
        await self._wishes.delete_recording(person, pressed.booking_id, pressed.bot_id)
