"""Wire the edges: Slack's listeners and the HTTP endpoints."""

from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import Route

from bot import __version__
from bot.app.adapters import Slack, Store
from bot.app.agents import Agents
from bot.app.calendars import Calendars
from bot.app.corners import CornerCases
from bot.app.plans import PlanCases
from bot.app.rules import RuleCases
from bot.app.summaries import MeetingSummaries
from bot.app.work import Personal, Work
from bot.blocks.messages.help import Corners
from bot.clock import Clock
from bot.entrypoints.connect.ping import Ping
from bot.entrypoints.readiness import Readiness
from bot.entrypoints.recall_webhook import RecallWebhook
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.slack_requests import SlackRequests
from bot.entrypoints.socket_mode import SocketMode
from bot.entrypoints.web import Endpoint, build_web
from bot.metrics import Metrics
from bot.recall.client import RecallClient
from bot.scheduling.direct_booking import DirectBooking
from bot.scheduling.forms.assess_form import AssessForm
from bot.scheduling.forms.check_form import CheckForm
from bot.scheduling.forms.find_picks import FindPicks
from bot.scheduling.forms.follow_connecting import FollowConnecting
from bot.scheduling.forms.form_facts import CurrentFacts
from bot.scheduling.forms.form_links import FormLinks
from bot.scheduling.forms.meeting_targets import MeetingTargets
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.own_calendars import OwnCalendars
from bot.scheduling.forms.submit_form import FormSubmissions
from bot.scheduling.forms.title_audience import TitleAudience
from bot.scheduling.home.admin_page import AdminPage
from bot.scheduling.mentions import Mentions
from bot.scheduling.recordings import Recordings
from bot.scheduling.summaries.ask_about_meeting import AskAboutMeeting
from bot.scheduling.summaries.on_request import SummariesOnRequest
from bot.scheduling.wishes import Wishes
from bot.settings import Settings
from bot.slack.conversations import Conversations
from bot.slack.open_views import OpenViews
from bot.slack.sign_in import SignIn, is_signed_in
from handlers import UseCases, register
from handlers.ephemeral_message import PrivateMessages

RECALL_DOOR = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The adapters and use cases that the edges are wired from."""

    settings: Settings
    clock: Clock
    store: Store
    slack: Slack
    conversations: Conversations
    recall: RecallClient
    metrics: Metrics
    work: Work
    personal: Personal
    calendars: Calendars
    rules: RuleCases
    plans: PlanCases
    recordings: Recordings
    summaries: MeetingSummaries
    agents: Agents
    corners: Corners


def register_listeners(bolt: AsyncApp, signed_in: SignIn, parts: Parts) -> None:
    store, clock, configuration = parts.store, parts.clock, parts.settings.configuration
    personal, upcoming = parts.personal, parts.personal.upcoming
    wake, rights = parts.work.executor.wake, personal.rights
    targets, links = MeetingTargets(store.mirror, store.bookings), FormLinks(store.drafts)
    audience = TitleAudience(parts.conversations)
    assessment = AssessForm(targets, rights, clock, configuration)
    own_calendars = OwnCalendars(upcoming, personal.connected, personal.connect)
    facts = CurrentFacts(
        upcoming,
        store.bookings,
        rights,
        assessment,
        audience,
        own_calendars,
        parts.rules.series,
        clock,
        configuration,
        has_summaries=parts.summaries.worker is not None,
    )
    open_form = OpenForm(upcoming, facts, links, audience, store.choices, rights, own_calendars, clock, configuration)
    following = FollowConnecting(personal.connected, upcoming, open_form, OpenViews(parts.slack.client), clock)
    parts.work.background.start("connect modals", following.run)
    find_picks = FindPicks(upcoming, store.bookings, clock)
    submissions = FormSubmissions(store.bookings, targets, rights, parts.rules.series, clock, configuration, wake)
    direct = DirectBooking(upcoming, store.choices, submissions, clock, configuration)
    corner_cases = CornerCases(
        parts.settings, clock, store, parts.slack, personal, parts.rules, direct, parts.conversations, signed_in.team_id
    )
    corner_cases.start(parts.work)
    wishes = Wishes(store.bookings, rights, clock, wake)
    cases = UseCases(
        people=personal.people,
        find_picks=find_picks,
        open_form=open_form,
        check_form=CheckForm(facts, links, audience, clock, configuration),
        submissions=submissions,
        direct=direct,
        mentions=Mentions(upcoming, find_picks, links, store.slack_events, clock),
        workflow_steps=corner_cases.workflow_steps,
        offers=corner_cases.offers,
        wishes=wishes,
        agenda=personal.agenda,
        homes=personal.homes,
        admin_page=_admin_page(parts),
        recordings=parts.recordings,
        start_connecting=parts.calendars.start,
        disconnect=parts.calendars.disconnect,
        following=following,
        own_calendars=own_calendars,
        keep_connections_true=parts.calendars.keep_true,
        summaries=SummariesOnRequest(
            rights, store.summaries, clock, parts.summaries.worker.wake if parts.summaries.worker else None
        ),
        ask_about_meeting=AskAboutMeeting(parts.recordings, parts.summaries.model),
        personal_rules=parts.rules.personal,
        rules_page=parts.rules.page,
        series=parts.rules.series,
        load_plan=parts.plans.load,
        plan_choices=parts.plans.choices(wishes, submissions),
        series_page=parts.rules.series_page,
        rights=rights,
        configuration=configuration,
        corners=parts.corners,
        own_tokens=parts.agents.tokens,
        clock=clock,
    )
    private_messages = PrivateMessages(parts.slack.session, parts.slack.announcer)
    register(bolt, signed_in.team_id, cases, parts.slack.after_ack, private_messages)


def _admin_page(parts: Parts) -> AdminPage:
    store, personal, settings = parts.store, parts.personal, parts.settings
    return AdminPage(
        store.bookings,
        personal.connected,
        personal.connect,
        store.mirror,
        store.marks,
        store.deliveries,
        parts.slack.announcer,
        personal.costs,
        parts.clock,
        settings.configuration.policy,
        refused_webhooks=lambda: parts.metrics.rejections_at(RECALL_DOOR),
        has_webhook_secret=bool(settings.recall_webhook_secret),
        version=__version__,
    )


def web(bolt: AsyncApp, parts: Parts, socket_mode: SocketMode | None) -> Starlette:
    store, clock = parts.store, parts.clock
    webhook = RecallWebhook(
        [secret.get_secret_value() for secret in parts.settings.recall_webhook_secret],
        store.inbox,
        parts.work.follow_bot,
        parts.work.follow_recordings,
        parts.work.read_calendars_soon,
        clock,
        RejectedRequests(RECALL_DOOR, clock, parts.metrics.count_rejection),
    )
    return build_web(
        slack=_slack_endpoint(bolt, parts),
        recall=webhook.answer,
        readiness=Readiness(
            store.database,
            store.bookings,
            store.marks,
            clock,
            partial(is_signed_in, parts.slack.client),
            (lambda: socket_mode.seconds_without_socket) if socket_mode else None,
        ),
        registry=parts.metrics.registry,
        connect=_connect_routes(parts),
        agents=_agent_routes(parts),
        collect=lambda: parts.metrics.collect(parts.recall.rate_limit_use),
    )


def _connect_routes(parts: Parts) -> list[Route]:
    """None where browsers cannot reach the app."""
    pages = parts.calendars.routes()
    return [*pages, Ping(parts.settings.slack_bot_token.get_secret_value()).route()] if pages else []


def _agent_routes(parts: Parts) -> list[Route]:
    store, clock, configuration = parts.store, parts.clock, parts.settings.configuration
    wake, rights = parts.work.executor.wake, parts.personal.rights
    targets = MeetingTargets(store.mirror, store.bookings)
    submissions = FormSubmissions(store.bookings, targets, rights, parts.rules.series, clock, configuration, wake)
    return parts.agents.routes(
        parts.personal,
        DirectBooking(parts.personal.upcoming, store.choices, submissions, clock, configuration),
        Wishes(store.bookings, rights, clock, wake),
        parts.recordings,
        parts.work.background,
        parts.metrics,
    )


def _slack_endpoint(bolt: AsyncApp, parts: Parts) -> Endpoint | None:
    """None in Socket Mode, even if there is a signing secret."""
    secret = parts.settings.slack_signing_secret
    if secret is None or parts.settings.uses_socket_mode:
        return None
    rejected = RejectedRequests("slack", parts.clock, parts.metrics.count_rejection)
    return SlackRequests(
        bolt,
        secret.get_secret_value(),
        parts.clock,
        parts.metrics.observe_ack,
        rejected,
        parts.slack.foreground,
    ).answer
