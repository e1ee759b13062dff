"""Build the use cases about the plan of a day, and the job that sends it."""

from functools import partial

from bot.app.adapters import Slack, Store
from bot.app.rules import RuleCases
from bot.app.work import Personal, Work
from bot.clock import Clock
from bot.core.identifiers import TeamId
from bot.entrypoints.background import PeriodicJob
from bot.scheduling.forms.submit_form import FormSubmissions
from bot.scheduling.plans.explain import ExplainMeetings
from bot.scheduling.plans.load_plan import LoadPlan
from bot.scheduling.plans.plan_choices import PlanChoices
from bot.scheduling.plans.send_plans import EVERY, LEASE_OF_PLANS, SendPlans
from bot.scheduling.wishes import Wishes
from bot.settings import Settings


class PlanCases:
    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        slack: Slack,
        personal: Personal,
        rules: RuleCases,
        team_id: TeamId,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._personal = personal
        self._rules = rules
        configuration = settings.configuration
        explain = ExplainMeetings(rules.rulebooks, rules.decisions, store.ruled_events)
        self.load = LoadPlan(
            personal.agenda, personal.upcoming, store.preferences, explain.explain, clock, configuration
        )
        self._send = SendPlans(
            team_id,
            store.preferences,
            store.people,
            personal.people,
            self.load,
            slack.announcer,
            store.leases,
            clock,
        )

    def choices(self, wishes: Wishes, submissions: FormSubmissions) -> PlanChoices:
        return PlanChoices(
            wishes,
            submissions,
            self._personal.upcoming,
            self._personal.rights,
            self._store.preferences,
            self._rules.series.leave_out,
            self._clock,
            self._settings.configuration,
        )

    def start(self, work: Work) -> None:
        sent_by_the_dead = partial(self._store.leases.was_abandoned, LEASE_OF_PLANS)
        job = PeriodicJob("day plans", self._send.run, EVERY, self._clock, sent_by_the_dead)
        work.sync_calendars.listen(job.nudge)
        work.background.start("day plans", job.run)
