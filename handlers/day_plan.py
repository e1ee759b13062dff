"""Answer `/recall-schedule today`, and handle the buttons in a plan of the day: they edit the message they stand in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.digest.plan_button import PlanButton, read_plan_button
from bot.blocks.digest.plan_message import build_plan_message
from bot.blocks.digest.plan_time import read_plan_time, read_shown_plan
from bot.blocks.kit.block_kit import MessageContent
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.title_visibility import is_direct_message
from bot.core.identifiers import ChannelId, UserId
from bot.scheduling.access.authorize import Refused
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Origin
from bot.scheduling.plans.load_plan import LoadPlan
from bot.scheduling.plans.plan_choices import PlanChoices
from bot.slack.web_api import call_slack
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.render_opening import build_view
from handlers.show_form import ButtonOutOfDate, ShowForm

Body = dict[str, Any]
Press = Callable[[Person, PlanButton], Awaitable[bool]]  # False: the person has to see the form first


class DayPlans:
    def __init__(
        self,
        people: KnownPeople,
        load_plan: LoadPlan,
        choices: PlanChoices,
        open_form: OpenForm,
        clock: Clock,
        show_form: ShowForm,
        private_messages: PrivateMessages,
    ) -> None:
        self._people = people
        self._load_plan = load_plan
        self._choices = choices
        self._open_form = open_form
        self._clock = clock
        self._show_form = show_form
        self._private_messages = private_messages
        self._turns: WeakValueDictionary[UserId, asyncio.Lock] = WeakValueDictionary()

    async def tell(self, ack: AsyncAck, body: Body) -> None:
        """For the command: today's plan, to this person alone."""

        async def send_plan() -> None:
            content = await self._render(await self._people.find(user_of(body)))
            await self._private_messages.say(body, content.text, content.blocks)

        await self._show_form.do(ack, body, send_plan)

    async def leave_out(self, ack: AsyncAck, client: AsyncWebClient, body: Body, action: dict[str, Any]) -> None:
        async def press(person: Person, button: PlanButton) -> bool:
            await self._choices.leave_out(person, button.booking_id, button.event_id)
            return True

        await self._press(ack, client, body, read_button(action), press)

    async def record(self, ack: AsyncAck, client: AsyncWebClient, body: Body, action: dict[str, Any]) -> None:
        async def press(person: Person, button: PlanButton) -> bool:
            which = f"{person.user_id}/{action.get('action_ts')}"
            return await self._choices.record(person, button.booking_id, button.event_id, which)

        await self._press(ack, client, body, read_button(action), press)

    async def show_whole(self, ack: AsyncAck, client: AsyncWebClient, body: Body, action: dict[str, Any]) -> None:
        async def press(person: Person, button: PlanButton) -> bool:
            return True

        await self._press(ack, client, body, read_button(action), press)

    async def choose_time(self, ack: AsyncAck, client: AsyncWebClient, body: Body, action: dict[str, Any]) -> None:
        option = action.get("selected_option")
        chosen = option.get("value") if isinstance(option, dict) else None

        async def press(person: Person, button: PlanButton) -> bool:
            try:
                plan_at = read_plan_time(chosen)
            except ValueError:
                raise ButtonOutOfDate from None
            await self._choices.choose_time(person, plan_at, button.day)
            return True

        shown = read_plan_button(read_shown_plan(str(action.get("block_id") or "")))
        await self._press(ack, client, body, shown, press)

    async def _press(
        self, ack: AsyncAck, client: AsyncWebClient, body: Body, button: PlanButton | None, press: Press
    ) -> None:
        """Do it, then show the plan as it is now. One press of a person at a time: the last edit shows all of them."""

        async def carry_out() -> None:
            if button is None:
                raise ButtonOutOfDate
            person = await self._people.find_for_action(user_of(body))
            async with self._turns.setdefault(person.user_id, asyncio.Lock()):
                try:
                    is_done = await press(person, button)
                except Refused:  # what the message shows is out of date
                    with suppress(ButtonOutOfDate):
                        await self._show(body, person, button)
                    raise
                if is_done:
                    await self._show(body, person, button)
            if not is_done:
                await self._open(client, body, person, button)

        await self._show_form.do(ack, body, carry_out)

    async def _show(self, body: Body, person: Person, button: PlanButton) -> None:
        """In the message that was clicked in, unless that is no plan: others never read one."""
        if _is_read_by_others(body):
            raise ButtonOutOfDate
        content = await self._render(person, button.day, is_whole=button.is_whole)
        await self._private_messages.edit(body, content.text, content.blocks)

    async def _open(self, client: AsyncWebClient, body: Body, person: Person, button: PlanButton) -> None:
        origin = Origin(ChannelId(person.user_id), is_home=True)
        opening = await self._open_form.open_for_calendar(person, origin, event_id=button.event_id)
        await call_slack(client.views_open(trigger_id=body["trigger_id"], view=build_view(opening, person)))

    async def _render(self, person: Person, day: date | None = None, *, is_whole: bool = False) -> MessageContent:
        loaded = await self._load_plan.load(person, day)
        return build_plan_message(
            loaded.plan,
            loaded.agenda,
            loaded.plan_at,
            loaded.cost,
            self._clock.now(),
            person.time_zone,
            is_whole=is_whole,
        )


def _is_read_by_others(body: Body) -> bool:
    channel_id = str((body.get("channel") or {}).get("id") or "")
    return not (body.get("container") or {}).get("is_ephemeral") and not is_direct_message(channel_id)


def read_button(action: dict[str, Any]) -> PlanButton | None:
    return read_plan_button(action.get("value"))
