"""Wire the corners of Slack: which of them are on, and what works in the background for them."""

from datetime import timedelta
from functools import partial

from bot.app.adapters import Slack, Store
from bot.app.rules import RuleCases
from bot.app.work import Personal, Work
from bot.blocks.messages.help import Corners
from bot.blocks.names import MENTIONS_SCOPE
from bot.clock import Clock
from bot.core.identifiers import TeamId
from bot.scheduling.direct_booking import DirectBooking
from bot.scheduling.offers import LEASE_OF_OFFERS, Offers
from bot.scheduling.workflow_steps import LEASE_OF_STEPS, WorkflowSteps
from bot.settings import Settings
from bot.slack.conversations import Conversations
from bot.slack.sign_in import SignIn
from bot.slack.workflow_functions import WorkflowFunctions

# How long what no one wakes may wait.
STEPS_EVERY = timedelta(seconds=1)
OFFERS_EVERY = timedelta(minutes=1)


def read_corners(settings: Settings, signed_in: SignIn) -> Corners:
    return Corners(
        has_mentions=MENTIONS_SCOPE in signed_in.scopes,
        has_workflow_step=settings.workflow_step_enabled,
        has_agents=settings.mcp_enabled,
    )


class CornerCases:
    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        slack: Slack,
        personal: Personal,
        rules: RuleCases,
        direct: DirectBooking,
        conversations: Conversations,
        team: TeamId,
    ) -> None:
        self._leases = store.leases
        self._is_step_on = settings.workflow_step_enabled
        self.workflow_steps = WorkflowSteps(
            store.workflow_steps,
            store.bookings,
            personal.people,
            personal.upcoming,
            direct,
            WorkflowFunctions(slack.client),
            slack.announcer,
            store.leases,
            clock,
            conversations,
            settings.configuration.policy,
            is_on=self._is_step_on,
        )
        self.offers = Offers(
            team,
            store.preferences,
            store.offers,
            personal.people,
            personal.upcoming,
            rules.personal,
            rules.series,
            direct,
            slack.announcer,
            store.leases,
            clock,
        )

    def start(self, work: Work) -> None:
        look_for_offers = work.start_following(
            "offers", self.offers.run, OFFERS_EVERY, partial(self._leases.was_abandoned, LEASE_OF_OFFERS)
        )
        work.sync_calendars.listen(look_for_offers)
        if self._is_step_on:
            wake = work.start_following(
                "workflow steps",
                self.workflow_steps.run,
                STEPS_EVERY,
                partial(self._leases.was_abandoned, LEASE_OF_STEPS),
            )
            self.workflow_steps.listen(wake)
