"""Handle the buttons about a series: show it, change it, leave one out, and answer whether it goes on as a new one."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.kit.button_value import SeriesButton, read_series_button
from bot.blocks.names import Action
from bot.blocks.rules.overview import SeriesDetails
from bot.blocks.rules.series import build_series_gone_view, build_series_view
from bot.blocks.rules.series_question import NOT_FOUND, NOT_RECORDED, RECORDED_TOO, build_series_answer
from bot.core.access.people import Person
from bot.core.identifiers import CalendarEventId, ChannelId
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.home.refresh import RefreshHomes
from bot.scheduling.rules.series_choices import NoSuchMeeting, SeriesChoices
from bot.scheduling.rules.series_page import SeriesPage
from bot.slack.web_api import call_slack
from handlers.ephemeral_message import user_of
from handlers.show_form import ButtonOutOfDate, Open, ShowForm, ViewToOpen

Change = Callable[[Person, SeriesButton], Awaitable[object]]


class SeriesButtons:
    def __init__(
        self,
        people: KnownPeople,
        page: SeriesPage,
        choices: SeriesChoices,
        open_form: OpenForm,
        homes: RefreshHomes,
        show_form: ShowForm,
    ) -> None:
        self._people = people
        self._page = page
        self._choices = choices
        self._open_form = open_form
        self._homes = homes
        self._show_form = show_form
        self._changes: dict[Action, Change] = {
            Action.TURN_ON_SERIES: self._turn_on,
            Action.NEVER_SERIES: self._never,
            Action.TURN_OFF_SERIES: self._turn_off,
            Action.LEAVE_OUT: self._leave_out,
            Action.RECORD_ONE: self._record_one,
        }

    @property
    def actions(self) -> Iterable[Action]:
        """Those that `change` handles."""
        return self._changes

    async def show(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Over the rules form, in which something may have been typed."""
        await self._open(ack, client, body, partial(self._find, action))

    async def change(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Do what the button says, and show the series as it is then."""

        async def find(person: Person) -> ViewToOpen:
            with suppress(NoSuchMeeting):  # what it was about is gone, which is what is shown then
                await self._changes[Action(action["action_id"])](person, _read(action))
                self._homes.refresh_soon([person.user_id])
            return await self._find(action, person)

        await self._show_form.update(ack, client, body, find)

    async def edit(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Open the schedule form of the next occurrence, for the whole series."""

        async def find(person: Person) -> Opening | ViewToOpen:
            series = await self._page.find_next(person, _read(action).series_id)
            if series is None:  # none in sight, or it is not kept any more
                return await self._find(action, person)
            return await self._open_form.open_for_series(person, Origin(ChannelId(user_of(body))), series)

        await self._show_form.update(ack, client, body, find)

    async def carry_on(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        await self._show_form.do(ack, body, partial(self._answer, client, body, action, is_recorded=True))

    async def end(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._answer, client, body, action, is_recorded=False))

    async def _answer(
        self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any], *, is_recorded: bool
    ) -> None:
        """In the message that asked, in place of its buttons."""
        pressed = _read(action)
        person = await self._people.find_for_action(user_of(body))
        answer = await self._carry_on(person, pressed) if is_recorded else NOT_RECORDED
        message = body["message"]
        content = build_series_answer(message.get("blocks", []), message.get("text", ""), answer)
        await call_slack(
            client.chat_update(
                channel=body["channel"]["id"], ts=message["ts"], text=content.text, blocks=content.blocks
            )
        )

    async def _carry_on(self, person: Person, pressed: SeriesButton) -> str:
        try:
            await self._choices.carry_on(person, pressed.series_id, _event_of(pressed))
        except NoSuchMeeting:
            return NOT_FOUND
        return RECORDED_TOO

    async def _open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], find: Open) -> None:
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        show = self._show_form.push if is_in_modal else self._show_form.open
        await show(ack, client, body, find)

    async def _find(self, action: dict[str, Any], person: Person) -> ViewToOpen:
        return show_series(await self._page.load(person, _read(action).series_id), person)

    async def _turn_on(self, person: Person, pressed: SeriesButton) -> None:
        await self._choices.set_records(person, pressed.series_id, records=True)

    async def _never(self, person: Person, pressed: SeriesButton) -> None:
        await self._choices.set_records(person, pressed.series_id, records=False)

    async def _turn_off(self, person: Person, pressed: SeriesButton) -> None:
        await self._choices.turn_off(person, pressed.series_id)

    async def _leave_out(self, person: Person, pressed: SeriesButton) -> None:
        await self._choices.leave_out(person, _event_of(pressed))

    async def _record_one(self, person: Person, pressed: SeriesButton) -> None:
        await self._choices.take_in_again(person, _event_of(pressed))


def show_series(details: SeriesDetails | None, person: Person) -> ViewToOpen:
    view = build_series_gone_view() if details is None else build_series_view(details, person.time_zone)
    return ViewToOpen(lambda **_: view)


def _read(action: dict[str, Any]) -> SeriesButton:
    """Raises ButtonOutOfDate for a value that is not one of our own, or one of another version."""
    button = read_series_button(action.get("value"))
    if button is None:
        raise ButtonOutOfDate
    return button


def _event_of(pressed: SeriesButton) -> CalendarEventId:
    if pressed.event_id is None:
        raise ButtonOutOfDate
    return pressed.event_id
