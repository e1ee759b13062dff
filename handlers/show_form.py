"""Open or update a modal with the trigger_id, and report every failure in private."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.notices import account_refused_notice
from bot.blocks.form.view import build_modal
from bot.blocks.kit.block_kit import Json
from bot.blocks.messages.errors import BUTTON_OUT_OF_DATE, TRIGGER_EXPIRED, TRY_LATER, account_refusal, apology
from bot.blocks.messages.refusals import refusal_sentence
from bot.core.access.people import Person
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.scheduling.access.authorize import Refused
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.forms.opening import FormToShow, Opening, Rest
from bot.scheduling.home.refresh import RefreshHomes
from bot.slack.web_api import call_slack
from handlers.after_ack import AfterAck
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.render_opening import build_view
from handlers.unexpected_error import log_unexpected

log = structlog.get_logger()

Body = dict[str, Any]

HASH_CONFLICT = "hash_conflict"
# The view that was on its way has been closed, or the person has gone on in it: nothing is lost.
STALE_VIEW = frozenset({"not_found", HASH_CONFLICT})
DEAD_TRIGGER = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})


class ButtonOutOfDate(Exception):
    """The click comes from a card or a form of another version."""


@dataclass(frozen=True, slots=True)
class ViewToOpen:
    """`view` renders it, with `afresh` if the open view has changed meanwhile; `rest` completes it later.

    `on_shown` is called with Slack's own account of it.
    """

    view: Callable[..., Json]
    rest: Rest | None = None
    on_shown: Callable[[Json], None] | None = None


Open = Callable[[Person], Awaitable[Opening | ViewToOpen]]


class ShowForm:
    def __init__(
        self, people: KnownPeople, private_messages: PrivateMessages, after_ack: AfterAck, homes: RefreshHomes
    ) -> None:
        self._people = people
        self._private_messages = private_messages
        self._after_ack = after_ack
        self._homes = homes
        self._newest: dict[str, Body] = {}  # of each view that is being updated: the last click in it

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: Body, find: Open) -> None:
        """Acknowledge, then open what `find` leads to."""
        await self.do(ack, body, partial(self.open_now, client, body, find))

    async def open_now(self, client: AsyncWebClient, body: Body, find: Open) -> None:
        """Open what `find` leads to, after the ack. Raises SlackRefusal."""
        found, view = await self._find_view(body, find)
        answer = await call_slack(client.views_open(trigger_id=body["trigger_id"], view=view))
        self._complete_beside(client, found, answer)

    async def push(self, ack: AsyncAck, client: AsyncWebClient, body: Body, find: Open) -> None:
        """Acknowledge, then open a view over the one that was clicked in, which stays as it is."""

        async def push_view() -> None:
            found, view = await self._find_view(body, find)
            answer = await call_slack(client.views_push(trigger_id=body["trigger_id"], view=view))
            self._complete_beside(client, found, answer)

        await self.do(ack, body, push_view)

    async def update(self, ack: AsyncAck, client: AsyncWebClient, body: Body, find: Open) -> None:
        """Acknowledge, then replace the view that was clicked in."""
        view_id = body["view"]["id"]
        self._newest[view_id] = body

        async def update_view() -> None:
            try:
                await self._update(client, body, find)
            finally:
                if self._newest.get(view_id) is body:
                    del self._newest[view_id]

        await self.do(ack, body, update_view)

    async def _update(self, client: AsyncWebClient, body: Body, find: Open) -> None:
        """Clicks in quick succession carry the same hash: on a hash conflict the newest click wins."""
        shown, (found, view) = body["view"], await self._find_view(body, find)
        try:
            answer = await call_slack(client.views_update(view_id=shown["id"], hash=shown["hash"], view=view))
        except SlackRefusal as refusal:
            if refusal.code != HASH_CONFLICT or self._newest.get(shown["id"]) is not body:
                raise
            answer = await call_slack(client.views_update(view_id=shown["id"], view=found.view(afresh=True)))
        self._complete_beside(client, found, answer)

    def _complete_beside(self, client: AsyncWebClient, found: ViewToOpen, answer: Json) -> None:
        if found.rest is not None and "view" in answer:
            self._after_ack.do(_complete(client, found.rest, answer["view"]))
        if found.on_shown is not None and "view" in answer:
            found.on_shown(answer["view"])

    async def do(self, ack: Callable[[], Awaitable[Any]], body: Body, work: Callable[[], Awaitable[None]]) -> None:
        await ack()
        self._after_ack.do(self._run_guarded(body, work))

    async def _find_view(self, body: Body, find: Open) -> tuple[ViewToOpen, Json]:
        """With its view. Slack may have to be asked about the person, which is not to hold up anyone else."""
        try:
            person = await self._people.find(user_of(body))
        except UntrustedAccount as refusal:
            view = account_refused_notice(refusal.reason)
            return ViewToOpen(lambda **_: view), view
        async with self._after_ack.turn():
            opening = await find(person)
            if isinstance(opening, ViewToOpen):
                return opening, opening.view()
            rest = opening.rest if isinstance(opening, FormToShow) else None
            found = ViewToOpen(partial(build_view, opening, person), rest)
            return found, found.view()

    async def _run_guarded(self, body: Body, work: Callable[[], Awaitable[None]]) -> None:
        sentence = await self._describe_failure(work)
        if sentence:
            await self._private_messages.say(body, sentence)
        if (body.get("view") or {}).get("type") == "home":  # the refused button may be out of date
            self._homes.refresh_soon([user_of(body)])

    async def _describe_failure(self, work: Callable[[], Awaitable[None]]) -> str | None:
        """Do the work; return the sentence to say if it failed."""
        try:
            await work()
        except Refused as refused:
            return refusal_sentence(refused.refusal)
        except ButtonOutOfDate:
            return BUTTON_OUT_OF_DATE
        except UntrustedAccount as refusal:
            return account_refusal(refusal.reason)
        except SlackRefusal as refusal:
            if refusal.code in STALE_VIEW:
                return None
            if refusal.code in DEAD_TRIGGER:
                return TRIGGER_EXPIRED
            return apology(log_unexpected(refusal, "view"))
        except DatabaseUnavailable:
            return TRY_LATER
        except Exception as error:
            return apology(log_unexpected(error, "after ack"))
        return None


async def _complete(client: AsyncWebClient, rest: Rest, view: Json) -> None:
    """Complete the open form with what takes longer to load. Never raises: the form works without it."""
    try:
        further = await rest()
        if further is not None:
            shown = build_modal(further.form, further.facts)
            await call_slack(client.views_update(view_id=view["id"], hash=view["hash"], view=shown))
    except SlackRefusal as refusal:
        log.info("form not completed", code=refusal.code)
    except DatabaseUnavailable as error:
        log.info("form not completed", code=error.trouble.value)
    except Exception as error:
        log_unexpected(error, "open form")
