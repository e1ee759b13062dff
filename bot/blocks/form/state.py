"""Hold the form's state between two showings: where it was opened, and the person's answers so far."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from bot.blocks.form.field_inputs import FIELD_INPUTS, LONGEST_HELD
from bot.blocks.kit.block_kit import PRIVATE_METADATA
from bot.blocks.kit.mrkdwn import length
from bot.blocks.names import Field, with_suffix
from bot.core.access.title_visibility import Audience
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, CalendarEventId, ChannelId

NO_PRESET = "no_preset"
LATEST_START = 9_999_999_999  # ten digits: what Slack's picker can give
# Longer answers are not held: they cannot be right, and Slack limits what a form can hold.
_LONGEST_HELD = {
    Field.PRESET: 75,
    Field.MEETING: 150,
    Field.REPLACE: 0,
    **{field.id: field.longest_held for field in FIELD_INPUTS},
}

# The fields behind "More options".
OPTIONS = (*(field.id for field in FIELD_INPUTS if field.is_more_option), Field.SHOWS_TITLE)
# The fields that a preset fills.
SETTINGS = tuple(field.id for field in FIELD_INPUTS)


class FormKind(StrEnum):
    CALENDAR = "calendar"  # a meeting of the person's calendars
    LINK = "link"  # a link that is on no calendar


class When(StrEnum):
    NOW = "now"
    LATER = "later"


class Scope(StrEnum):
    """Of a recurring meeting."""

    ONLY_THIS = "only_this"
    SERIES = "series"


class Answers(BaseModel):
    """The answers as they were given, right or wrong. Each is called as its field: those below, and every setting."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, str]

    shows_title: bool = True
    shows_title_outside: str | None = None  # the conversation in which it is shown to outside readers too
    meeting: str | None = None  # a calendar event's id
    scope: str = Scope.ONLY_THIS  # of the meeting for which that was asked: see `is_for_series`
    link: str = "0"  # the place of the chosen link in the draft
    when: str = When.NOW
    starts_at: int | None = None  # seconds since 1970, as Slack has it
    preset: str = NO_PRESET
    destination: str | None = None
    replace: str | None = None  # the digest of the replacement that the person agreed to

    @model_validator(mode="before")
    @classmethod
    def _complete_settings(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        if unknown := data.keys() - cls.model_fields - set(SETTINGS):
            raise ValueError(f"no fields: {unknown}")
        return {**dict.fromkeys((field.value for field in SETTINGS), ""), **data}

    @property
    def settings(self) -> Mapping[str, str]:
        return self.__pydantic_extra__


class FormContext(BaseModel):
    """The form's `private_metadata`. The viewer's client can read it: no links, nothing secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    kind: FormKind
    channel_id: ChannelId | None = None  # where the form was opened
    thread_ts: str | None = None
    thread_channel: ChannelId | None = None  # in which that thread is: a card's form is opened elsewhere too
    draft_id: str | None = None  # the links found are kept by us under this id
    booking_id: BookingId | None = None  # the booking that is edited, and the revision that was shown
    revision: int = 0
    books_again: bool = False  # the edited booking has come to nothing
    is_in_dm: bool = False  # the card: it was moved to direct messages
    own_messages: ChannelId | None = None  # how to reach the person's direct messages with the app, if allowed
    has_last_settings: bool = False  # filled in from the person's last booking rather than as usual
    start_shown: datetime | None = None
    start_shown_of: CalendarEventId | None = None  # another may be picked and submitted before the form is updated
    scope_of: CalendarEventId | None = None  # the recurring meeting for which the form asks how many
    is_series: bool = False  # opened to change a whole series, through one of its meetings
    private_event: CalendarEventId | None = None  # the picked one, if the form says that it is private
    title_otherwise: bool | None = None  # what was answered of the title before that one was picked
    looked_at: ChannelId | None = None  # the destination whose audience is known
    audience: Audience | None = None
    has_more_options: bool = False
    filled: Mapping[Field, str] = {}  # marks of what was filled in by us
    refills: Mapping[Field, int] = {}  # how often: the suffix of the block id
    held: Answers = Answers()


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    context: FormContext
    answers: Answers

    @property
    def event_id(self) -> CalendarEventId | None:
        return CalendarEventId(self.answers.meeting) if self.answers.meeting else None

    @property
    def is_edit(self) -> bool:
        return self.context.booking_id is not None

    @property
    def join_at(self) -> datetime | None:
        """When the bot should join a link's meeting; None: now, or when the calendar says."""
        answers = self.answers
        if self.context.kind is FormKind.CALENDAR or answers.when != When.LATER:
            return None
        is_whole = answers.starts_at is not None and 0 <= answers.starts_at <= LATEST_START
        return datetime.fromtimestamp(answers.starts_at or 0, UTC) if is_whole else None

    @property
    def destination(self) -> ChannelId | None:
        """The chosen conversation, or the one that the form was opened in, which Slack preselects."""
        chosen = self.answers.destination or self.context.channel_id
        return ChannelId(chosen) if chosen else None

    @property
    def asks_about_outsiders(self) -> bool:
        """Whether the form asks about showing the title to outside readers, instead of the usual question."""
        is_known = self.context.looked_at == self.destination
        return is_known and self.context.audience in {Audience.OUTSIDERS, Audience.UNKNOWN}

    @property
    def usual_title(self) -> bool | None:
        """What the person answers of the title where nothing speaks against it; None if that was not asked."""
        context = self.context
        return self.answers.shows_title if context.private_event is None else context.title_otherwise

    @property
    def start_shown(self) -> datetime | None:
        """The start that the form showed for the meeting that is picked now."""
        return self.context.start_shown if self.context.start_shown_of == self.event_id else None

    @property
    def is_for_series(self) -> bool:
        """Whether every occurrence is meant. What was answered for one meeting does not count for another."""
        if self.context.is_series:
            return True
        is_asked = self.event_id is not None and self.context.scope_of == self.event_id
        return is_asked and self.context.kind is FormKind.CALENDAR and self.answers.scope == Scope.SERIES

    @property
    def private_event(self) -> CalendarEventId | None:
        """The picked meeting, if the form says that it is private."""
        return self.event_id if self.context.private_event == self.event_id else None

    @property
    def is_for_own_messages(self) -> bool:
        """Whether the card goes to the person alone."""
        return self.context.own_messages is not None and self.answers.destination == self.context.own_messages

    def block_id(self, field: Field) -> str:
        """A field that was filled in again gets a new one: otherwise Slack keeps showing its old value."""
        return with_suffix(field, self.context.refills.get(field, 0))

    def was_changed(self, field: Field) -> bool:
        return mark_of(getattr(self.answers, field)) != self.context.filled.get(field)


def start_form(
    kind: FormKind,
    settings: BotSettings,
    *,
    channel_id: ChannelId | None = None,
    thread_ts: str | None = None,
    thread_channel: ChannelId | None = None,
    draft_id: str | None = None,
    event_id: CalendarEventId | None = None,
    join_at: datetime | None = None,
    preset: str | None = None,
    destination: ChannelId | None = None,
    shows_title: bool = True,
    shows_title_outside: bool = False,
    private_event: CalendarEventId | None = None,
    is_in_dm: bool = False,
    own_messages: ChannelId | None = None,
    has_last_settings: bool = False,
    edits: tuple[BookingId, int] | None = None,
    books_again: bool = False,
    is_series: bool = False,
) -> ScheduleForm:
    """A form as it is first opened.

    `destination` None is the conversation that the person is in, and so is `thread_channel`.
    """
    booking_id, revision = edits or (None, 0)
    answers = Answers(
        meeting=event_id,
        when=When.LATER if join_at else When.NOW,
        starts_at=int(join_at.timestamp()) if join_at else None,
        preset=preset or NO_PRESET,
        destination=destination,
        shows_title=shows_title,
        shows_title_outside=destination if shows_title_outside else None,
        **answers_from_settings(settings),
    )
    context = FormContext(
        v=1,
        kind=kind,
        channel_id=channel_id,
        thread_ts=thread_ts,
        thread_channel=thread_channel or channel_id,
        draft_id=draft_id,
        booking_id=booking_id,
        revision=revision,
        books_again=books_again,
        is_in_dm=is_in_dm,
        own_messages=own_messages,
        has_last_settings=has_last_settings,
        is_series=is_series,
        private_event=private_event,
        filled={field: mark_of(getattr(answers, field)) for field in (*SETTINGS, Field.SHOWS_TITLE)},
    )
    return ScheduleForm(context, answers)


def chosen_preset(form: ScheduleForm, presets: Sequence[Preset]) -> Preset | None:
    return next((preset for preset in presets if preset.name == form.answers.preset), None)


def destination_of(form: ScheduleForm) -> Destination:
    """Where the card goes, and what the person has chosen about its title."""
    channel_id = form.destination or ChannelId("")
    is_ticked_outside = form.answers.shows_title_outside == channel_id
    shows_title = is_ticked_outside if form.asks_about_outsiders else form.answers.shows_title
    return Destination(
        channel_id=channel_id,
        thread_ts=form.context.thread_ts if channel_id == form.context.thread_channel else None,
        shows_title=shows_title,
        shows_private_title=shows_title and form.private_event is not None,
        shows_title_outside=shows_title and form.asks_about_outsiders,
    )


def private_metadata(form: ScheduleForm, *, hides_fields: bool) -> str:
    """A long text travels only while its field is hidden, and only if it fits.

    What is as usual does not travel: the version before this one, which may run beside it, reads no new field.
    """
    context = form.context.model_copy(update={"held": _shorten_answers(form.answers)})
    if hides_fields:
        hidden = {field.name: form.answers.settings[field.name] for field in FIELD_INPUTS if not field.longest_held}
        held = context.held.model_copy(update=hidden)
        whole = context.model_copy(update={"held": held}).model_dump_json(exclude_defaults=True)
        if length(whole) <= PRIVATE_METADATA:
            return whole
    return context.model_dump_json(exclude_defaults=True)


def answers_from_settings(settings: BotSettings) -> dict[str, str]:
    return {field.value: str(getattr(settings, field)) for field in SETTINGS}


def mark_of(answer: str | bool) -> str:
    """A digest that ignores white space, since Slack may send back less of it than it was given."""
    words = " ".join(str(answer).split())
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:8]


def _shorten_answers(answers: Answers) -> Answers:
    longest = {name: _LONGEST_HELD.get(Field(name), LONGEST_HELD) for name, _ in answers}
    return answers.model_copy(
        update={name: answer[: longest[name]] for name, answer in answers if isinstance(answer, str)}
    )
