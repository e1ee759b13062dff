"""Wire what books by rules and series, and the use cases by which people choose them."""

from datetime import timedelta
from functools import partial

from bot.app.adapters import Slack, Store
from bot.app.work import Personal, Work
from bot.clock import Clock
from bot.core.identifiers import TeamId
from bot.entrypoints.background import PeriodicJob
from bot.scheduling.rules.ask_series import AskSeriesOwner
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.follow_series import FollowSeries
from bot.scheduling.rules.pace import Pace
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.reconcile_rules import LEASE_OF_RULES, ReconcileRules
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.rules_page import RulesPage
from bot.scheduling.rules.scope import Scopes
from bot.scheduling.rules.series_choices import SeriesChoices
from bot.scheduling.rules.series_page import SeriesPage
from bot.settings import Settings


class RuleCases:
    def __init__(
        self, settings: Settings, clock: Clock, store: Store, slack: Slack, personal: Personal, work: Work, team: TeamId
    ) -> None:
        configuration = settings.configuration
        self.rulebooks = rulebooks = Rulebooks(
            team, store.rules, store.mirror, store.connections, personal.people, personal.costs, configuration
        )
        scopes = Scopes(team, store.rules, store.ruled_events, store.automatic, store.marks, clock)
        self.decisions = decisions = Decisions(store.ruled_events, store.automatic, clock)
        series = FollowSeries(
            store.rules, store.ruled_events, clock, AskSeriesOwner(slack.announcer, personal.people).ask
        )
        self.reconcile = ReconcileRules(
            team,
            rulebooks,
            scopes,
            decisions,
            store.automatic,
            series,
            Pace(store.marks),
            store.leases,
            clock,
            slack.foreground,
            work.executor.wake,
        )
        self.job = PeriodicJob(
            "rules",
            self.reconcile.run,
            timedelta(seconds=settings.sync_interval_seconds),
            clock,
            partial(store.leases.was_abandoned, LEASE_OF_RULES),
        )
        self.personal = PersonalRules(
            store.rules, store.preferences, rulebooks, scopes, decisions, clock, configuration, self.job.nudge
        )
        self.series = SeriesChoices(store.rules, personal.upcoming, clock, configuration, self.job.nudge)
        self.page = RulesPage(
            self.personal,
            personal.upcoming,
            personal.connected,
            personal.connect,
            store.ruled_events,
            clock,
            configuration,
        )
        self.series_page = SeriesPage(store.rules, store.bookings, self.personal, self.series, clock, configuration)
        work.sync_calendars.listen(self.job.nudge)
        personal.homes.show_rules(self.page.load)

    def start(self, work: Work) -> None:
        work.background.start("rules", self.job.run)
