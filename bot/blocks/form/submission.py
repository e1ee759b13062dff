"""Check a submitted form: return all that a request for a bot needs, or an error for each wrong field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.blocks.form.read import UnreadableForm, field_states, has_field, read_form
from bot.blocks.form.settings_answers import read_settings
from bot.blocks.form.state import (
    LATEST_START,
    NO_PRESET,
    OPTIONS,
    FormKind,
    ScheduleForm,
    When,
    chosen_preset,
    destination_of,
)
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import COMMAND, Field
from bot.core.access.title_visibility import is_direct_message
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.validate import check_settings
from bot.core.identifiers import BookingId, CalendarEventId

NOT_ALLOWED_THERE = "Your admin doesn't allow updates there. Choose one of the channels listed below."
LINKS_GONE = f"This link has expired. Close this form and run {COMMAND} with the link again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """`event_id` for a meeting of the calendar, None for a link."""

    form: ScheduleForm
    view_id: str
    settings: BotSettings
    destination: Destination
    event_id: CalendarEventId | None = None
    start_shown: datetime | None = None
    join_at: datetime | None = None  # of a link; None: now
    preset: str | None = None
    agreed_to: str | None = None
    edits: tuple[BookingId, int] | None = None


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """A sentence for each block id, as Slack's `response_action: errors` wants them."""

    errors: dict[str, str]


def read_submission(
    view: Json,
    response_urls: Any,
    *,
    now: datetime,
    policy: Policy,
    presets: Sequence[Preset],
    platform: str | None,
    links: int = 0,
    read: ScheduleForm | None = None,
) -> Submission | FieldErrors | UnreadableForm:
    """`response_urls` as the payload has it; `platform` of the meeting; `links`: how many the draft holds; `read`: the
    view, if it has been already.
    """
    form = read or read_form(view)
    if isinstance(form, UnreadableForm):
        return form
    settings = read_settings(form.answers)
    problems = {
        **_agreement_problems(view, form),
        **_meeting_problems(form, links, now),
        **_destination_problems(form, policy),
        **_preset_problems(form, presets),
        **(
            _setting_problems(settings, platform, policy, chosen_preset(form, presets))
            if isinstance(settings, BotSettings)
            else settings
        ),
    }
    if problems or not isinstance(settings, BotSettings):
        return field_errors(view, problems)
    return _submission(view, form, settings, _response_url(response_urls, form), now)


def field_errors(view: Json, problems: Mapping[Field, str]) -> FieldErrors | UnreadableForm:
    """Each sentence under its field; for a field that is not shown, under the first that is."""
    shown = {field: block_id for field, (block_id, _) in field_states(view).items()}
    if not shown:
        return UnreadableForm()
    first = next(iter(shown.values()))
    errors: dict[str, list[str]] = {}
    for field, sentence in problems.items():
        if field in shown:
            errors.setdefault(shown[field], []).append(sentence)
        else:
            where = "Under More options: " if field in OPTIONS else ""
            errors.setdefault(first, []).append(f"{where}{sentence}")
    return FieldErrors({block_id: " ".join(sentences) for block_id, sentences in errors.items()})


def _submission(
    view: Json, form: ScheduleForm, settings: BotSettings, response_url: str | None, now: datetime
) -> Submission:
    context, answers = form.context, form.answers
    is_link = context.kind is FormKind.LINK
    return Submission(
        form=form,
        view_id=str(view.get("id") or ""),
        settings=settings,
        destination=replace(
            destination_of(form), response_url=response_url, response_url_at=now if response_url else None
        ),
        event_id=None if is_link else form.event_id,
        start_shown=form.start_shown,
        join_at=form.join_at,
        preset=None if answers.preset == NO_PRESET else answers.preset,
        agreed_to=answers.replace,
        edits=(context.booking_id, context.revision) if context.booking_id else None,
    )


def _agreement_problems(view: Json, form: ScheduleForm) -> dict[Field, str]:
    is_asked_for = has_field(view, Field.REPLACE)
    return {Field.REPLACE: "Check this box to continue."} if is_asked_for and not form.answers.replace else {}


def _meeting_problems(form: ScheduleForm, links: int, now: datetime) -> dict[Field, str]:
    answers = form.answers
    if form.context.kind is FormKind.CALENDAR:
        return {} if form.event_id else {Field.MEETING: "Pick a meeting."}
    problems = {}
    if not (answers.link.isascii() and answers.link.isdigit() and int(answers.link) < links):
        problems[Field.LINK] = "Choose a link." if links else LINKS_GONE
    if answers.when not in set(When):
        problems[Field.WHEN] = "Choose when the bot joins."
    if answers.when == When.LATER:
        problems |= _time_problems(answers.starts_at, now)
    return problems


def _time_problems(starts_at: int | None, now: datetime) -> dict[Field, str]:
    if starts_at is None or starts_at > LATEST_START:
        return {Field.STARTS_AT: "Choose a date and time."}
    if starts_at <= now.timestamp():
        return {Field.STARTS_AT: "This time has passed. Choose a later one, or have the bot join now."}
    return {}


def _destination_problems(form: ScheduleForm, policy: Policy) -> dict[Field, str]:
    chosen = form.answers.destination
    if not chosen:
        return {Field.DESTINATION: "Choose a conversation."}
    is_bound = not form.is_edit or form.context.is_series  # an edit leaves the card where it is
    if form.context.own_messages is not None and is_direct_message(chosen) and is_bound:
        return {} if form.is_for_own_messages else {Field.DESTINATION: "Choose a channel, or send updates only to you."}
    if policy.channels is not None and chosen not in policy.channels and is_bound:
        return {Field.DESTINATION: NOT_ALLOWED_THERE}
    return {}


def _preset_problems(form: ScheduleForm, presets: Sequence[Preset]) -> dict[Field, str]:
    if form.answers.preset in {NO_PRESET, *(preset.name for preset in presets)}:
        return {}
    return {Field.PRESET: "This preset no longer exists. Choose another one."}


def _setting_problems(
    settings: BotSettings, platform: str | None, policy: Policy, preset: Preset | None
) -> dict[Field, str]:
    problems: dict[Field, str] = {}
    for problem in check_settings(settings, platform, policy, preset):
        field = Field(problem.field)
        problems[field] = " ".join(filter(None, [problems.get(field), problem.sentence]))
    return problems


def _response_url(response_urls: Any, form: ScheduleForm) -> str | None:
    """That of the chosen conversation: the command's own would reach another one."""
    for entry in response_urls if isinstance(response_urls, list) else []:
        if isinstance(entry, dict) and entry.get("channel_id") == form.answers.destination:
            url = entry.get("response_url")
            return url if isinstance(url, str) else None
    return None
