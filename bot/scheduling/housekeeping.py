"""Delete expired drafts, deliveries, plans, offers and claims, and reduce bookings and audit lines past retention."""

from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.store.bookings.retention import Retention
from bot.store.link_drafts import Drafts
from bot.store.model_calls import ModelCalls
from bot.store.offers import MadeOffers
from bot.store.preferences import PersonalPreferences
from bot.store.rules import Rules
from bot.store.slack_events import SlackEvents
from bot.store.webhook_deliveries import Deliveries
from bot.store.workflow_steps import StoredSteps

log = structlog.get_logger()

DRAFT_TTL = timedelta(days=1)
# Recall's last attempt at a delivery comes within two days. https://docs.recall.ai/docs/faq-webhooks
DELIVERY_TTL = timedelta(days=3)
# An occurrence may be moved to a later day.
PAST_TTL = timedelta(days=7)
PLAN_TTL = timedelta(days=7)
# With "Delayed Events" Slack tries for a day. https://docs.slack.dev/apis/events-api#retries
SLACK_EVENT_TTL = timedelta(days=2)


class Housekeeping:
    def __init__(
        self,
        drafts: Drafts,
        deliveries: Deliveries,
        rules: Rules,
        preferences: PersonalPreferences,
        model_calls: ModelCalls,
        slack_events: SlackEvents,
        workflow_steps: StoredSteps,
        offers: MadeOffers,
        retention: Retention,
        kept_for: timedelta,
        clock: Clock,
    ) -> None:
        self._drafts = drafts
        self._deliveries = deliveries
        self._rules = rules
        self._preferences = preferences
        self._model_calls = model_calls
        self._slack_events = slack_events
        self._workflow_steps = workflow_steps
        self._offers = offers
        self._retention = retention
        self._kept_for = kept_for
        self._clock = clock

    async def run(self) -> None:
        now = self._clock.now()
        await self._drafts.forget(now - DRAFT_TTL)
        await self._deliveries.forget(now - DELIVERY_TTL)
        await self._rules.forget_past(now - PAST_TTL)
        await self._preferences.forget_plans(now - PLAN_TTL)
        await self._model_calls.forget(now)
        await self._slack_events.forget(now - SLACK_EVENT_TTL)
        await self._workflow_steps.forget(now - SLACK_EVENT_TTL)
        await self._offers.forget(now - PAST_TTL)
        if rows := await self._retention.reduce(now - self._kept_for):
            log.info("reduced", rows=rows)
