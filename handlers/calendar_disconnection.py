"""Handle the confirmed disconnect: acknowledge, disconnect at Recall, and say in the modal how it went."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.calendars.disconnect_view import (
    CALENDAR_GONE,
    DISCONNECTED,
    DISCONNECTING,
    RECALL_REFUSED,
    RECALL_SILENT,
    build_disconnect_answer,
)
from bot.blocks.kit.button_value import read_calendar_button
from bot.core.errors import SlackRefusal
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.calendars.disconnect import DisconnectCalendar, DisconnectOutcome
from bot.slack.web_api import call_slack
from handlers.ephemeral_message import user_of
from handlers.show_form import ButtonOutOfDate, ShowForm

_ANSWERS = {
    DisconnectOutcome.DISCONNECTED: DISCONNECTED,
    DisconnectOutcome.GONE: CALENDAR_GONE,
    DisconnectOutcome.TRY_AGAIN: RECALL_SILENT,
    DisconnectOutcome.REFUSED: RECALL_REFUSED,
}


class CalendarDisconnection:
    def __init__(self, people: KnownPeople, disconnect: DisconnectCalendar, show_form: ShowForm) -> None:
        self._people = people
        self._disconnect = disconnect
        self._show_form = show_form

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        view = build_disconnect_answer(DISCONNECTING)
        work = partial(self._carry_out, client, body)
        await self._show_form.do(partial(ack, response_action="update", view=view), body, work)

    async def _carry_out(self, client: AsyncWebClient, body: dict[str, Any]) -> None:
        pressed = read_calendar_button(body["view"].get("private_metadata"))
        if pressed is None:
            raise ButtonOutOfDate
        person = await self._people.find_for_action(user_of(body))
        outcome = await self._disconnect.disconnect(person, pressed.connection_id)
        await _show_answer(client, body["view"]["id"], _ANSWERS[outcome])


async def _show_answer(client: AsyncWebClient, view_id: str, sentence: str) -> None:
    """Never raises for a modal that has been closed: App Home shows the same."""
    try:
        await call_slack(client.views_update(view_id=view_id, view=build_disconnect_answer(sentence)))
    except SlackRefusal as refusal:
        if refusal.code != "not_found":
            raise
