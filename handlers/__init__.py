"""Route Slack's requests to listeners, one file for each thing a person does. This is the whole routing table."""

import re
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.blocks.messages.help import Corners
from bot.blocks.names import COMMAND, FORM_ACTIONS, GLOBAL_SHORTCUT, SHORTCUT, Action, Callback
from bot.clock import Clock
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import TeamId
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.agents.tokens import OwnTokens
from bot.scheduling.calendars.disconnect import DisconnectCalendar
from bot.scheduling.calendars.keep_true import KeepConnectionsTrue
from bot.scheduling.calendars.start import StartConnecting
from bot.scheduling.direct_booking import DirectBooking
from bot.scheduling.forms.check_form import CheckForm
from bot.scheduling.forms.find_picks import FindPicks
from bot.scheduling.forms.follow_connecting import FollowConnecting
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.own_calendars import OwnCalendars
from bot.scheduling.forms.submit_form import FormSubmissions
from bot.scheduling.home.admin_page import AdminPage
from bot.scheduling.home.agenda import PersonalAgenda
from bot.scheduling.home.refresh import RefreshHomes
from bot.scheduling.mentions import Mentions
from bot.scheduling.offers import Offers
from bot.scheduling.plans.load_plan import LoadPlan
from bot.scheduling.plans.plan_choices import PlanChoices
from bot.scheduling.recordings import Recordings
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.rules_page import RulesPage
from bot.scheduling.rules.series_choices import SeriesChoices
from bot.scheduling.rules.series_page import SeriesPage
from bot.scheduling.summaries.ask_about_meeting import AskAboutMeeting
from bot.scheduling.summaries.on_request import SummariesOnRequest
from bot.scheduling.wishes import Wishes
from bot.scheduling.workflow_steps import WorkflowSteps
from handlers.access_tokens import AccessTokens
from handlers.after_ack import AfterAck
from handlers.booking_buttons import BookingButtons
from handlers.booking_list import BookingList
from handlers.calendar_buttons import CalendarButtons
from handlers.calendar_disconnection import CalendarDisconnection
from handlers.change_origin import ChangeOrigin
from handlers.changed_account import ChangedAccount
from handlers.day_plan import DayPlans
from handlers.ephemeral_message import PrivateMessages
from handlers.form_changes import FormChanges
from handlers.home_tab import HomeTab
from handlers.meeting_options import MeetingOptions
from handlers.meeting_questions import MeetingQuestions
from handlers.mentions import MentionAnswers
from handlers.offers import OfferButtons
from handlers.recording_buttons import RecordingButtons
from handlers.rules_form import RulesForm
from handlers.rules_switches import RulesSwitches
from handlers.schedule_command import ScheduleCommand
from handlers.schedule_shortcut import ScheduleShortcut
from handlers.schedule_submission import ScheduleSubmission
from handlers.series_buttons import SeriesButtons
from handlers.show_form import ShowForm
from handlers.summary_buttons import SummaryButtons
from handlers.summary_sharing import SummarySharing
from handlers.team_guard import TeamGuard
from handlers.transcript_pages import TranscriptPages
from handlers.unexpected_error import UnexpectedError
from handlers.unknown_button import UnknownButton
from handlers.unknown_event import acknowledge_event
from handlers.workflow_step import WorkflowStep

ANYTHING_ELSE = re.compile("")  # an action id of an older version, or of a link; an event that is not ours


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    people: KnownPeople
    find_picks: FindPicks
    open_form: OpenForm
    check_form: CheckForm
    submissions: FormSubmissions
    direct: DirectBooking
    mentions: Mentions
    workflow_steps: WorkflowSteps
    offers: Offers
    wishes: Wishes
    agenda: PersonalAgenda
    homes: RefreshHomes
    admin_page: AdminPage
    recordings: Recordings
    start_connecting: StartConnecting
    disconnect: DisconnectCalendar
    following: FollowConnecting
    own_calendars: OwnCalendars
    keep_connections_true: KeepConnectionsTrue
    summaries: SummariesOnRequest
    ask_about_meeting: AskAboutMeeting
    personal_rules: PersonalRules
    rules_page: RulesPage
    series: SeriesChoices
    load_plan: LoadPlan
    plan_choices: PlanChoices
    series_page: SeriesPage
    rights: Rights
    configuration: Configuration
    corners: Corners
    own_tokens: OwnTokens
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What several listeners show."""

    form: ShowForm
    bookings: BookingList
    calendars: CalendarButtons
    day_plans: DayPlans
    rules: RulesForm


def register(
    app: AsyncApp, team_id: TeamId, cases: UseCases, after_ack: AfterAck, private_messages: PrivateMessages
) -> None:
    pages = _build_pages(cases, after_ack, private_messages)
    app.middleware(TeamGuard(team_id, private_messages, after_ack))
    # Bolt asks one after the other: what people wait for most comes first.
    _register_forms(app, cases, pages)
    _register_bookings(app, cases, pages.form)
    _register_recordings(app, cases, pages.form, private_messages)
    _register_home(app, cases, pages.form)
    _register_mentions(app, cases, pages.form, private_messages)
    _register_summaries(app, cases, pages.form, private_messages)
    _register_offers(app, OfferButtons(cases.people, cases.offers, cases.open_form, pages.form, private_messages))
    _register_plans(app, pages.day_plans)
    _register_rules(app, cases, pages.rules, pages.form)
    _register_calendars(app, pages.calendars, CalendarDisconnection(cases.people, cases.disconnect, pages.form))
    if cases.corners.has_agents:
        _register_tokens(app, AccessTokens(cases.own_tokens, pages.form))
    accounts = ChangedAccount(cases.people, cases.keep_connections_true, cases.personal_rules, after_ack)
    app.event("user_change")(accounts.handle)
    app.event("function_executed")(WorkflowStep(cases.workflow_steps, after_ack).handle)
    app.event(ANYTHING_ELSE)(acknowledge_event)
    app.action(ANYTHING_ELSE)(UnknownButton(pages.form).handle)
    app.error(UnexpectedError(private_messages).handle)


def _build_pages(cases: UseCases, after_ack: AfterAck, private_messages: PrivateMessages) -> Pages:
    people, clock, form = cases.people, cases.clock, ShowForm(cases.people, private_messages, after_ack, cases.homes)
    return Pages(
        form=form,
        bookings=BookingList(people, cases.agenda, clock, form, private_messages),
        calendars=CalendarButtons(
            cases.start_connecting, cases.disconnect, cases.following, cases.own_calendars, clock, form
        ),
        day_plans=DayPlans(people, cases.load_plan, cases.plan_choices, cases.open_form, clock, form, private_messages),
        rules=RulesForm(people, cases.rules_page, cases.personal_rules, cases.homes, clock, cases.configuration, form),
    )


def _register_forms(app: AsyncApp, cases: UseCases, pages: Pages) -> None:
    command = ScheduleCommand(
        cases.open_form, pages.form, pages.bookings, pages.day_plans, pages.calendars, pages.rules, cases.corners
    )
    shortcut = ScheduleShortcut(cases.open_form, cases.homes, pages.form)
    changes = FormChanges(cases.open_form, pages.form)
    submission = ScheduleSubmission(cases.people, cases.open_form, cases.check_form, cases.submissions)
    options = MeetingOptions(cases.people, cases.find_picks, cases.open_form, cases.clock)
    app.view(Callback.SCHEDULE_FORM)(submission.handle)
    app.command(COMMAND)(command.handle)
    app.options(Action.PICK_MEETING)(options.handle)
    app.shortcut(SHORTCUT)(shortcut.handle)
    app.shortcut(GLOBAL_SHORTCUT)(shortcut.handle_global)
    for action in FORM_ACTIONS:
        app.action(action)(changes.handle)
    app.action(Action.PICK_FROM_CALENDAR)(changes.pick_from_calendar)


def _register_bookings(app: AsyncApp, cases: UseCases, show_form: ShowForm) -> None:
    buttons = BookingButtons(cases.people, cases.open_form, cases.wishes, show_form)
    app.action(Action.EDIT_BOOKING)(buttons.edit)
    app.action(Action.CANCEL_BOT)(buttons.cancel)
    app.action(Action.TRY_AGAIN)(buttons.try_again)
    app.action(Action.VETO_RECORDING)(buttons.veto)
    app.action(Action.ALLOW_RECORDING)(buttons.allow)


def _register_recordings(
    app: AsyncApp, cases: UseCases, show_form: ShowForm, private_messages: PrivateMessages
) -> None:
    recordings = RecordingButtons(cases.people, cases.recordings, cases.wishes, show_form, private_messages)
    transcripts = TranscriptPages(
        cases.people,
        cases.recordings,
        show_form,
        has_model=cases.ask_about_meeting.has_model,
        has_summaries=cases.summaries.are_on,
    )
    app.action(Action.SHOW_RECORDING)(recordings.show_recording)
    app.action(Action.TRANSCRIBE_NOW)(recordings.transcribe)
    app.action(Action.DELETE_RECORDING)(recordings.delete)
    app.action(Action.SHOW_TRANSCRIPT)(transcripts.open)
    app.action(Action.PREVIOUS_PAGE)(transcripts.turn)
    app.action(Action.NEXT_PAGE)(transcripts.turn)


def _register_home(app: AsyncApp, cases: UseCases, show_form: ShowForm) -> None:
    home = HomeTab(cases.homes, cases.open_form, cases.admin_page, show_form, cases.clock, cases.corners)
    app.event("app_home_opened")(home.open)
    app.action(Action.SCHEDULE_A_BOT)(home.schedule)
    app.action(Action.SHOW_HELP)(home.show_help)
    app.action(Action.SHOW_ADMIN_PAGE)(home.show_admin_page)


def _register_mentions(app: AsyncApp, cases: UseCases, show_form: ShowForm, private_messages: PrivateMessages) -> None:
    mentions = MentionAnswers(cases.people, cases.mentions, cases.direct, cases.open_form, show_form, private_messages)
    app.event("app_mention")(mentions.handle)
    app.action(Action.SCHEDULE_ASKED)(mentions.schedule)
    app.action(Action.OPEN_ASKED)(mentions.open)
    app.action(Action.CHOOSE_MEETING)(mentions.open)


def _register_summaries(app: AsyncApp, cases: UseCases, show_form: ShowForm, private_messages: PrivateMessages) -> None:
    ask = cases.ask_about_meeting
    buttons = SummaryButtons(cases.people, cases.summaries, show_form, private_messages, has_model=ask.has_model)
    questions = MeetingQuestions(cases.people, ask, show_form)
    policy = cases.configuration.policy
    sharing = SummarySharing(cases.people, cases.summaries, cases.wishes, show_form, private_messages, policy)
    app.action(Action.SHOW_SUMMARY)(buttons.show)
    app.action(Action.SUMMARIZE_AGAIN)(buttons.summarize_again)
    app.action(Action.ASK_ABOUT_MEETING)(questions.open)
    app.view(Callback.ASK_ABOUT_MEETING)(questions.submit)
    app.action(Action.SHARE_SUMMARY)(sharing.open)
    app.view(Callback.SHARE_SUMMARY)(sharing.submit)


def _register_offers(app: AsyncApp, offers: OfferButtons) -> None:
    app.action(Action.OFFER_YES)(offers.accept)
    app.action(Action.OFFER_NO)(offers.decline)
    app.action(Action.OFFER_NEVER)(offers.decline_series)
    app.action(Action.OFFER_STOP)(offers.stop)


def _register_plans(app: AsyncApp, plans: DayPlans) -> None:
    app.action(Action.PLAN_RECORD)(plans.record)
    app.action(Action.PLAN_LEAVE_OUT)(plans.leave_out)
    app.action(Action.SHOW_WHOLE_PLAN)(plans.show_whole)
    app.action(Action.CHOOSE_PLAN_TIME)(plans.choose_time)


def _register_rules(app: AsyncApp, cases: UseCases, rules_form: RulesForm, show_form: ShowForm) -> None:
    switches = RulesSwitches(cases.personal_rules, rules_form, cases.homes, show_form)
    series = SeriesButtons(cases.people, cases.series_page, cases.series, cases.open_form, cases.homes, show_form)
    origin = ChangeOrigin(cases.rights, cases.series_page, rules_form, show_form)
    app.view(Callback.RULES_FORM)(rules_form.preview)
    app.view(Callback.RULES_PREVIEW)(rules_form.save)
    app.action(Action.SHOW_RULES)(rules_form.open)
    for action in switches.actions:
        app.action(action)(switches.handle)
    app.action(Action.CHANGE_ORIGIN)(origin.handle)
    app.action(Action.SHOW_SERIES)(series.show)
    app.action(Action.EDIT_SERIES)(series.edit)
    for action in series.actions:
        app.action(action)(series.change)
    app.action(Action.CONTINUE_SERIES)(series.carry_on)
    app.action(Action.END_SERIES)(series.end)


def _register_calendars(app: AsyncApp, buttons: CalendarButtons, disconnection: CalendarDisconnection) -> None:
    app.action(Action.CONNECT_GOOGLE)(buttons.connect)
    app.action(Action.CONNECT_OUTLOOK)(buttons.connect)
    app.action(Action.RECONNECT_CALENDAR)(buttons.reconnect)
    app.action(Action.DISCONNECT_CALENDAR)(buttons.ask_to_disconnect)
    app.action(Action.OPEN_CONNECT_PAGE)(buttons.open_page)
    app.view(Callback.DISCONNECT_CALENDAR)(disconnection.handle)


def _register_tokens(app: AsyncApp, tokens: AccessTokens) -> None:
    app.action(Action.SHOW_TOKENS)(tokens.open)
    app.action(Action.CREATE_TOKEN)(tokens.create)
    app.action(Action.REVOKE_TOKEN)(tokens.revoke)
