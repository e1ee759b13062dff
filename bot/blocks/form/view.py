"""Render the schedule form as a Slack view. form/read.py is its counterpart."""

from dataclasses import dataclass
from datetime import datetime

from bot.blocks.calendars.buttons import connect_row
from bot.blocks.form.destination_fields import destination_fields, title_fields
from bot.blocks.form.existing_bot import (
    NOT_TO_BE_RECORDED,
    ExistingBot,
    leaves_nothing_to_book,
    notice_of_existing_bot,
)
from bot.blocks.form.meeting_options import meeting_option
from bot.blocks.form.settings_fields import cost_line, last_settings_note, option_fields, settings_fields
from bot.blocks.form.state import (
    NO_PRESET,
    FormKind,
    ScheduleForm,
    Scope,
    When,
    chosen_preset,
    mark_of,
    private_metadata,
)
from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import (
    Json,
    actions,
    button,
    context,
    datetime_picker,
    external_select,
    input_block,
    modal,
    option,
    radio_buttons,
    section,
    static_select,
)
from bot.blocks.kit.dates import date_and_time
from bot.blocks.kit.meeting_title import NO_TITLE, link_title
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import COMMAND, Action, Block, Callback, Field, with_suffix
from bot.core.access.verdicts import Vetoed
from bot.core.booking.model import SHORT_NOTICE, BookedMeeting
from bot.core.bot_config.policy import Policy, Preset
from bot.core.calendars.providers import CalendarProvider
from bot.core.costs.prices import LIST_PRICES, Prices
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting, platform_name

PICK_HINT = "Search by title, person, platform or day, or paste a link."
EVERY_MEETING_HINT = "Your admin lets everyone pick from all connected calendars."
SHORT_NOTICE_HINT = "On short notice, the bot may be late or unable to join."
STARTS_SOON = "This meeting starts in less than ten minutes."
HAS_BEGUN = "This meeting has already started, so the bot joins right away."
SCOPE_HINT = "Later ones are scheduled as they get closer. You can turn off any of them."
_CHOSEN = {
    True: f"You already record every one in this series. To see or change that, run `{COMMAND} rules`.",
    False: f"You turned off recording of this series. To see or change that, run `{COMMAND} rules`.",
}
WHOLE_SERIES = "This changes every one in this series, except those that someone changed separately."
JOINS_NOW = "The bot joins right away."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """The current state that a form needs. Loaded again for each showing; the form holds none of it."""

    now: datetime
    time_zone: str = "UTC"
    policy: Policy
    presets: tuple[Preset, ...] = ()
    prices: Prices = LIST_PRICES
    meeting: Meeting | BookedMeeting | None = None  # the one that is picked
    links: tuple[FoundLink, ...] = ()  # of the draft
    existing: ExistingBot | None = None
    records_series: bool | None = None  # what the person has chosen about the meeting's series; None: nothing
    notice: str = ""  # sentences of ours, in mrkdwn and lines, that the person should read first
    to_connect: tuple[CalendarProvider, ...] = ()  # the person has no calendar, and could connect one of these
    to_reconnect: tuple[CalendarProvider, ...] = ()
    tells_summaries: bool = False  # the threads of cards say what was said in the meeting
    excludes_shared_channels: bool = False  # the app cannot tell which are shared with outsiders


def build_modal(form: ScheduleForm, facts: FormFacts) -> Json:
    """The whole form; while a bot is in the call or may not come, only its state, and no button to submit."""
    shown, is_change = _with_start_shown(form, facts), form.is_edit and not form.context.books_again
    preset = chosen_preset(form, facts.presets)
    if leaves_nothing_to_book(facts.existing, form):
        return _locked_modal(shown, facts)
    blocks = [
        *(notice(sentence) for sentence in facts.notice.splitlines()),
        *connect_row(facts.to_connect, is_first=False),
        *connect_row(facts.to_reconnect, verb="Reconnect", is_first=False),
        *notice_of_existing_bot(facts.existing, shown, facts.time_zone),
        *_meeting_fields(shown, facts),
        *last_settings_note(shown),
        *_preset_field(shown, facts),
        *settings_fields(shown, facts.policy, preset),
        *destination_fields(
            shown,
            facts.policy,
            excludes_shared=facts.excludes_shared_channels,
            has_summary=facts.tells_summaries and not (facts.meeting and facts.meeting.is_private),
        ),
        *title_fields(shown, facts.meeting),
        *cost_line(shown, facts.meeting, facts.links, facts.presets, facts.prices),
        _buttons_below(shown),
        *(option_fields(shown, facts.policy, preset) if shown.context.has_more_options else []),
    ]
    return modal(
        Callback.SCHEDULE_FORM,
        "Edit the bot" if is_change else "Schedule a bot",
        blocks,
        submit="Save" if is_change else "Schedule",
        private_metadata=private_metadata(shown, hides_fields=False),
    )


def _with_start_shown(form: ScheduleForm, facts: FormFacts) -> ScheduleForm:
    meeting = facts.meeting
    updates = {
        "start_shown": meeting.start_time if meeting else None,
        "start_shown_of": meeting.event_id if meeting else None,
        "scope_of": meeting.event_id if meeting and is_recurring(meeting) else None,
    }
    scope = Scope.SERIES if form.is_for_series else Scope.ONLY_THIS
    answers = form.answers.model_copy(update={"scope": scope})
    return ScheduleForm(form.context.model_copy(update=updates), answers)


def is_recurring(meeting: Meeting | BookedMeeting | None) -> bool:
    """Whether the calendar says that it is one of a series."""
    return isinstance(meeting, Meeting) and meeting.series_key is not None


def _locked_modal(form: ScheduleForm, facts: FormFacts) -> Json:
    blocks = notice_of_existing_bot(facts.existing, form, facts.time_zone)
    if not form.is_edit:
        blocks += _choices_outside_the_form(form, facts)
    return modal(
        Callback.SCHEDULE_FORM,
        NOT_TO_BE_RECORDED if isinstance(facts.existing, Vetoed) else "Bot is in the meeting",
        blocks,
        private_metadata=private_metadata(form, hides_fields=True),
    )


def _choices_outside_the_form(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    """Slack allows input blocks only in a view that can be submitted; a section may hold them in any."""
    picker_id, link_id = with_suffix(Field.MEETING, "locked"), with_suffix(Field.LINK, "locked")
    picker = section("You can pick another meeting.", accessory=_picker(facts), block_id=picker_id)
    choices = [picker, *_day_line(facts)]
    if len(facts.links) > 1:
        links = _links_to_choose(form, facts)
        choices.append(section("Or pick another link from the message.", accessory=links, block_id=link_id))
    return [*choices, *(_way_to_the_link(facts) if form.context.kind is FormKind.CALENDAR else [])]


def _picker(facts: FormFacts) -> Json:
    chosen = meeting_option(facts.meeting, facts.time_zone) if facts.meeting else None
    return external_select(Action.PICK_MEETING, "Pick a meeting", chosen)


def _meeting_fields(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    if form.context.kind is FormKind.LINK:
        fields = [*_link_field(form, facts), *_time_fields(form)]
    elif form.is_edit or form.context.is_series:
        fields = [_meeting_line(facts)]
    else:
        hint = _pick_hint(facts)
        block_id = form.block_id(Field.MEETING)
        picker = input_block(block_id, "Meeting", _picker(facts), hint=hint, is_sent_at_once=True)
        fields = [*_link_choice(form, facts), picker, *_day_line(facts), *_way_to_the_link(facts)]
    fields += _scope_field(form, facts)
    how_soon = _how_soon(form, facts)
    return fields + ([context(f"{how_soon} {SHORT_NOTICE_HINT}")] if how_soon else [])


def _day_line(facts: FormFacts) -> list[Json]:
    """The picked option shows only the hour, and occurrences of a series look alike."""
    return [context(date_and_time(facts.meeting.start_time, facts.time_zone))] if facts.meeting else []


def _scope_field(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    """Each meeting has a block of its own: what was chosen for one must not stay for another."""
    meeting = facts.meeting
    if form.context.is_series:
        return [context(WHOLE_SERIES)]
    if meeting is None or meeting.event_id is None or not is_recurring(meeting):
        return []
    choices = [option("Only this one", Scope.ONLY_THIS), option("Every one in this series", Scope.SERIES)]
    radio = radio_buttons(Action.ANSWER, choices, form.answers.scope)
    block_id = with_suffix(Field.SCOPE, mark_of(meeting.event_id))
    field = input_block(block_id, "Which ones", radio, hint=SCOPE_HINT)
    return [field, *([context(_CHOSEN[facts.records_series])] if facts.records_series is not None else [])]


def _pick_hint(facts: FormFacts) -> str:
    return f"{PICK_HINT} {EVERY_MEETING_HINT}" if facts.policy.everyone_sees_everything else PICK_HINT


def _meeting_line(facts: FormFacts) -> Json:
    if facts.meeting is None:
        return section("This bot's meeting is no longer on the calendar.")
    title = defuse(facts.meeting.title, otherwise=NO_TITLE)
    platform = platform_name(facts.meeting.platform)
    return section(f"{title}\n{date_and_time(facts.meeting.start_time, facts.time_zone)} · {platform}")


def _link_field(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    if len(facts.links) == 1:
        return [section(f"Meeting link: {defuse(link_title(facts.links[0].url, facts.links[0].platform))}")]
    return _link_choice(form, facts)


def _link_choice(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    """Also over the picker: one link may be on the calendar while another is not."""
    if len(facts.links) > 1:
        select = _links_to_choose(form, facts)
        return [input_block(form.block_id(Field.LINK), "Meeting link", select, is_sent_at_once=True)]
    return []


def _links_to_choose(form: ScheduleForm, facts: FormFacts) -> Json:
    options = [option(link_title(link.url, link.platform), str(place)) for place, link in enumerate(facts.links)]
    return static_select(Action.PICK_LINK, options, form.answers.link)


def _way_to_the_link(facts: FormFacts) -> list[Json]:
    """A button to use the link: a standing room also hosts calls that are on no calendar."""
    if not facts.links:
        return []
    accessory = button("Use the link instead", Action.USE_LINK)
    return [section("Not this meeting?", accessory=accessory)]


def _time_fields(form: ScheduleForm) -> list[Json]:
    choices = [option("Join now", When.NOW), option("At a date and time", When.LATER)]
    radio = radio_buttons(Action.CHOOSE_WHEN, choices, form.answers.when)
    fields = [input_block(form.block_id(Field.WHEN), "When", radio, is_sent_at_once=True)]
    if form.answers.when == When.LATER:
        picker = datetime_picker(Action.CHOOSE_START, form.answers.starts_at)
        fields.append(input_block(form.block_id(Field.STARTS_AT), "Date and time", picker, is_sent_at_once=True))
    return fields


def _how_soon(form: ScheduleForm, facts: FormFacts) -> str:
    """Empty where there is time enough to reserve a bot."""
    is_link = form.context.kind is FormKind.LINK
    if is_link and form.answers.when == When.NOW:
        return JOINS_NOW
    start = form.join_at if is_link else facts.meeting.start_time if facts.meeting else None
    if start is None or start >= facts.now + SHORT_NOTICE:
        return ""
    return HAS_BEGUN if start <= facts.now and not is_link else STARTS_SOON


def _preset_field(form: ScheduleForm, facts: FormFacts) -> list[Json]:
    if not facts.presets:
        return []
    options = [option("No preset", NO_PRESET), *(option(each.name, each.name) for each in facts.presets)]
    select = static_select(Action.CHOOSE_PRESET, options, form.answers.preset)
    hint = "Fills in the fields below, except the ones you've changed."
    return [input_block(form.block_id(Field.PRESET), "Preset", select, hint=hint, is_sent_at_once=True)]


def _buttons_below(form: ScheduleForm) -> Json:
    text = "Fewer options" if form.context.has_more_options else "More options"
    buttons = [button(text, Action.TOGGLE_MORE_OPTIONS)]
    if form.context.own_messages is not None and not form.is_edit and not form.is_for_own_messages:
        buttons.append(button("Send updates only to me", Action.POST_TO_ME))
    return actions(Block.MORE_OPTIONS, buttons)
