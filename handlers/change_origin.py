"""Handle *Change series* and *Change rule* on a card and in App Home: show what has booked this bot."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.rules.view import build_rules_problem, other_persons_rule
from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.booking.origin import Source
from bot.scheduling.access.authorize import Rights
from bot.scheduling.rules.series_page import SeriesPage
from handlers.booking_buttons import read_button
from handlers.rules_form import RulesForm
from handlers.series_buttons import show_series
from handlers.show_form import ShowForm, ViewToOpen


class ChangeOrigin:
    def __init__(self, rights: Rights, series: SeriesPage, rules_form: RulesForm, show_form: ShowForm) -> None:
        self._rights = rights
        self._series = series
        self._rules_form = rules_form
        self._show_form = show_form

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        async def find(person: Person) -> ViewToOpen:
            booking = await self._rights.authorize(Deed.SEE, person, read_button(action).booking_id)
            origin = booking.origin
            if origin.source is Source.SERIES:
                return show_series(await self._series.load_for_booking(person, booking), person)
            if origin.by is None or origin.by == person.user_id:
                return await self._rules_form.find(person)
            view = build_rules_problem(other_persons_rule(origin))
            return ViewToOpen(lambda **_: view)

        await self._show_form.open(ack, client, body, find)
