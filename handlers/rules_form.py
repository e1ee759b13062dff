"""Handle the rules form: open it, preview what a rule would do, and turn it on. Nothing is booked before that."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.notices import account_refused_notice, outdated_form_notice
from bot.blocks.form.read import UnreadableForm
from bot.blocks.form.response import update
from bot.blocks.kit.block_kit import Json
from bot.blocks.messages.errors import NOT_SAVED, apology
from bot.blocks.rules.draft import RuleDraft, preferences_of, read_draft, rule_of
from bot.blocks.rules.fields import RuleChoices
from bot.blocks.rules.preview import LOADING, build_preview, build_preview_notice
from bot.blocks.rules.read_rule import read_rule
from bot.blocks.rules.view import build_rules_answer, build_rules_form, build_rules_problem, saved_sentence
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.policy import Configuration
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.home.refresh import RefreshHomes
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.rules_page import RulesPage
from bot.slack.web_api import call_slack
from handlers.ephemeral_message import user_of
from handlers.show_form import ShowForm, ViewToOpen
from handlers.unexpected_error import log_unexpected

# Of the three seconds that Slack gives; the rest is for the way there and back.
PATIENCE_SECONDS = 1.5
WAITS_FOR_SLACK = (0.2, 0.5, 1.0)

Answer = Callable[[Person, Json], Awaitable[Json]]


class RulesForm:
    def __init__(
        self,
        people: KnownPeople,
        page: RulesPage,
        personal: PersonalRules,
        homes: RefreshHomes,
        clock: Clock,
        configuration: Configuration,
        show_form: ShowForm,
    ) -> None:
        self._people = people
        self._page = page
        self._personal = personal
        self._homes = homes
        self._clock = clock
        self._configuration = configuration
        self._show_form = show_form

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """From the command, a message or App Home; over a modal, in which something may have been typed."""
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        show = self._show_form.push if is_in_modal else self._show_form.open
        await show(ack, client, body, self.find)

    async def find(self, person: Person) -> ViewToOpen:
        view = build_rules_form(await self._page.load(person), self._choices(person))
        return ViewToOpen(lambda **_: view)

    async def preview(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """Over the form, so that closing the preview leads back to it as it was typed.

        Where the accounts of many people have to be looked up again, it comes after the ack.
        """
        draft = read_rule(body["view"], policy=self._configuration.policy, presets=self._configuration.presets)
        if isinstance(draft, UnreadableForm):
            await ack(**update(outdated_form_notice()))
            return
        if not isinstance(draft, RuleDraft):
            await ack(response_action="errors", errors=draft)
            return
        building = asyncio.ensure_future(self._answer(body, partial(self._preview, draft)))
        await asyncio.wait({building}, timeout=PATIENCE_SECONDS)
        if building.done():
            await ack(**building.result())
            return
        external_id = secrets.token_hex(16)
        waiting = build_preview_notice(LOADING, external_id)
        work = partial(_complete, client, building, external_id)
        await self._show_form.do(partial(ack, response_action="push", view=waiting), body, work)

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(**await self._answer(body, self._save))

    async def _preview(self, draft: RuleDraft, person: Person, view: Json) -> Json:
        known = await self._page.load(person)
        preview = await self._personal.preview(person, rule_of(draft, person, self._clock.now(), is_on=True))
        cost = self._page.estimate(preview)
        shown = build_preview(
            draft.model_copy(update={"was_on": known.rule.is_on}),
            preview,
            cost,
            person.user_id,
            person.time_zone,
            is_on=known.rule.is_on,
            has_calendar=known.has_calendar,
        )
        return {"response_action": "push", "view": shown}

    async def _save(self, person: Person, view: Json) -> Json:
        draft = read_draft(view)
        if draft is None:
            return update(outdated_form_notice())
        known = await self._page.load(person)
        is_on = known.rule.is_on or not draft.was_on  # what was turned off meanwhile stays off
        rule = await self._personal.save(person, rule_of(draft, person, self._clock.now(), is_on=is_on))
        chosen = await self._personal.save_preferences(person, preferences_of(draft, known.preferences))
        self._homes.refresh_soon([person.user_id])
        return update(build_rules_answer(saved_sentence(rule, chosen, known)))

    def _choices(self, person: Person) -> RuleChoices:
        return RuleChoices(self._configuration.policy, self._configuration.presets, person.time_zone)

    async def _answer(self, body: dict[str, Any], find: Answer) -> Json:
        """What went wrong stands in a view over the form, which stays as it is: nothing that was typed is lost."""
        try:
            person = await self._people.find(user_of(body))
            return await find(person, body["view"])
        except UntrustedAccount as refusal:
            return update(account_refused_notice(refusal.reason))
        except DatabaseUnavailable:
            return _over_the_form(NOT_SAVED)
        except Exception as error:
            return _over_the_form(apology(log_unexpected(error, "rules")))


async def _complete(client: AsyncWebClient, building: asyncio.Future[Json], external_id: str) -> None:
    """Show what was built in the view that was pushed meanwhile, once Slack has it."""
    view = (await building)["view"]
    for wait in (*WAITS_FOR_SLACK, None):
        try:
            await call_slack(client.views_update(external_id=external_id, view=view))
        except SlackRefusal as refusal:
            if refusal.code != "not_found" or wait is None:
                raise
            await asyncio.sleep(wait)
        else:
            return


def _over_the_form(sentence: str) -> Json:
    return {"response_action": "push", "view": build_rules_problem(sentence)}
