"""Handle what turns rules off and on: pause and resume, a person's own or the team's, and turn the rule off."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.names import Action
from bot.blocks.rules.view import ADMINS_ONLY, build_rules_problem
from bot.core.access.people import Person
from bot.scheduling.home.refresh import RefreshHomes
from bot.scheduling.rules.personal_rules import NotAnAdmin, PersonalRules
from handlers.rules_form import RulesForm
from handlers.show_form import ShowForm, ViewToOpen


class RulesSwitches:
    def __init__(
        self, personal: PersonalRules, rules_form: RulesForm, homes: RefreshHomes, show_form: ShowForm
    ) -> None:
        self._rules_form = rules_form
        self._homes = homes
        self._show_form = show_form
        self._switches: dict[Action, Callable[[Person], Awaitable[object]]] = {
            Action.PAUSE_RULES: personal.pause,
            Action.RESUME_RULES: personal.resume,
            Action.TURN_OFF_RULE: personal.turn_off,
            Action.USE_TEAM_DEFAULT: personal.use_team_default,
            Action.TURN_ON_OFFERS: partial(personal.set_offers, are_on=True),
            Action.TURN_OFF_OFFERS: partial(personal.set_offers, are_on=False),
            Action.PAUSE_TEAM_RULES: partial(personal.pause, whole_team=True),
            Action.RESUME_TEAM_RULES: partial(personal.resume, whole_team=True),
        }

    @property
    def actions(self) -> Iterable[Action]:
        return self._switches

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The form is shown as it is then; what was typed into it stays."""

        async def find(person: Person) -> ViewToOpen:
            try:
                await self._switches[Action(action["action_id"])](person)
            except NotAnAdmin:
                view = build_rules_problem(ADMINS_ONLY)
                return ViewToOpen(lambda **_: view)
            self._homes.refresh_soon([person.user_id])
            return await self._rules_form.find(person)

        await self._show_form.update(ack, client, body, find)
