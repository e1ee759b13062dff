"""Ask about a meeting in a modal, and answer there, for the person who asked alone."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Block
from bot.blocks.recordings.recording_message import NO_ANSWER
from bot.blocks.summaries.question_view import (
    ASK_SOMETHING,
    NOT_POSSIBLE,
    AskedQuestion,
    build_question_view,
    build_working_view,
    read_question,
)
from bot.core.errors import RecallError, SlackRefusal
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.summaries.ask_about_meeting import AskAboutMeeting
from bot.slack.web_api import call_slack
from handlers.booking_buttons import read_button
from handlers.ephemeral_message import user_of
from handlers.show_form import STALE_VIEW, ButtonOutOfDate, ShowForm
from handlers.summary_buttons import spend_trigger


class MeetingQuestions:
    def __init__(self, people: KnownPeople, ask: AskAboutMeeting, show_form: ShowForm) -> None:
        self._people = people
        self._ask = ask
        self._show_form = show_form

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._open, client, body, action))

    async def submit(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """The model may take a minute: the modal says so meanwhile."""
        asked = read_question(body["view"])
        if asked is not None and not asked.text:
            await ack(response_action="errors", errors={Block.QUESTION.value: ASK_SOMETHING})
            return
        view = build_working_view(asked.text if asked else "")
        await self._show_form.do(
            partial(ack, response_action="update", view=view), body, partial(self._answer, client, body, asked)
        )

    async def _open(self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        pressed = read_button(action)
        person = await self._people.find_for_action(user_of(body))
        booking = await self._ask.authorize(person, pressed.booking_id, pressed.bot_id)
        view = build_question_view(booking, has_model=self._ask.has_model)
        await call_slack(spend_trigger(client, body)(trigger_id=body["trigger_id"], view=view))

    async def _answer(self, client: AsyncWebClient, body: dict[str, Any], asked: AskedQuestion | None) -> None:
        """What goes wrong is told beside the modal, which says so too: it would wait forever otherwise."""
        if asked is None:
            raise ButtonOutOfDate
        try:
            await self._answer_in_view(client, body, asked)
        except Exception:
            await _update(client, body["view"]["id"], build_working_view(asked.text, NOT_POSSIBLE))
            raise

    async def _answer_in_view(self, client: AsyncWebClient, body: dict[str, Any], asked: AskedQuestion) -> None:
        shown = body["view"]
        person = await self._people.find_for_action(user_of(body))
        booking = await self._ask.authorize(person, asked.booking_id, asked.bot_id)
        try:
            answer = await self._ask.answer(booking, asked.text, f"{shown['id']} {shown.get('hash', '')}")
        except RecallError:
            await _update(client, shown["id"], build_working_view(asked.text, NO_ANSWER))
            return
        view = build_question_view(booking, has_model=self._ask.has_model, question=asked.text, answer=answer)
        await _update(client, shown["id"], view)


async def _update(client: AsyncWebClient, view_id: str, view: Json) -> None:
    """A modal that has been closed needs no answer."""
    try:
        await call_slack(client.views_update(view_id=view_id, view=view))
    except SlackRefusal as refusal:
        if refusal.code not in STALE_VIEW:
            raise
