"""Handle `/recall-schedule` with nothing, a link, words of a title, `list`, `today`, `rules`, `connect` or `help`."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.messages.help import Corners, build_help
from bot.core.access.people import Person
from bot.core.identifiers import ChannelId
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from handlers.booking_list import BookingList
from handlers.calendar_buttons import CalendarButtons
from handlers.day_plan import DayPlans
from handlers.rules_form import RulesForm
from handlers.show_form import ShowForm


class ScheduleCommand:
    def __init__(
        self,
        open_form: OpenForm,
        show_form: ShowForm,
        booking_list: BookingList,
        day_plans: DayPlans,
        calendars: CalendarButtons,
        rules_form: RulesForm,
        corners: Corners,
    ) -> None:
        self._open_form = open_form
        self._show_form = show_form
        self._booking_list = booking_list
        self._day_plans = day_plans
        self._calendars = calendars
        self._rules_form = rules_form
        self._corners = corners

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, command: dict[str, Any]) -> None:
        text = command.get("text", "").strip()
        origin = Origin(ChannelId(command["channel_id"]))

        async def find(person: Person) -> Opening:
            return await self._open_form.open_for_words(person, origin, text)

        match text.casefold():
            case "help":
                await ack(text=build_help(self._corners), response_type="ephemeral")
            case "list":
                await self._booking_list.tell(ack, command)
            case "today":
                await self._day_plans.tell(ack, command)
            case "rules":
                await self._rules_form.open(ack, client, command)
            case "connect":
                await self._calendars.open_command(ack, client, command)
            case _:
                await self._show_form.open(ack, client, command, find)
