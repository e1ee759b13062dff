"""Render the form's notice about a bot that is booked already: by whom, with which settings, what would change."""

from dataclasses import dataclass

from bot.blocks.card.card import veto_button
from bot.blocks.form.settings_answers import read_settings
from bot.blocks.form.state import FormKind, ScheduleForm, destination_of
from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, actions, button, checkbox, context, input_block, section
from bot.blocks.kit.button_value import booking_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse, escape, person
from bot.blocks.messages.refusals import objection
from bot.blocks.messages.why_booked import why_booked
from bot.blocks.names import Action, Block, Field, with_suffix
from bot.core.access.title_visibility import is_title_wished
from bot.core.access.verdicts import CalledOff, NeedsTakeover, Rebooking, Vetoed
from bot.core.booking.model import Booking
from bot.core.bot_config.describe import difference, settings_line
from bot.core.bot_config.durations import retention_in_words
from bot.core.bot_config.settings import BotSettings

LONGEST_VALUE = 120
LOCKED = "*The bot is in the meeting, so its settings are locked.*"
BY_OTHERS = (
    "*Another integration has scheduled a bot for this meeting.* We can't see who did or with which "
    "settings. Scheduling one here replaces it."
)
BOOKED_ALREADY = "A bot is already scheduled"
NOT_TO_BE_RECORDED = "Recording is off"
CANCELLED = "The bot was canceled"
BOOKS_ANOTHER = "No bot is scheduled. Submitting schedules a new one with the settings below."
BOOK_ALL_THE_SAME = "Schedule a bot anyway"
ALLOW_AGAIN = "Turn recording back on"
STILL_LEAVING = "Its bot is still being removed. Try again in a minute."
AS_IT_WAS = "with its previous settings, since you're not invited to the meeting"
UNSEEN = "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."

ALREADY_SO = "Already scheduled with these settings. If you change them and submit, you'll see what would change first."
SAME_AGAIN = "The settings are the same. Submitting tries again."


@dataclass(frozen=True, slots=True)
class BookedByUs:
    """`digest` stands for the replacement that the person is asked to agree to; None only informs."""

    booking: Booking
    digest: str | None = None
    can_edit: bool = False  # the person may open the form filled as this booking is
    is_already_so: bool = False  # booked with exactly what the form says
    can_veto: bool = False  # the person is invited
    gets_passcode: bool = False  # which the booked link lacks


@dataclass(frozen=True, slots=True)
class BookedUnseen:
    """A bot is booked, and the person may not know more than that. `can_veto`: they are invited to that call."""

    can_veto: Booking | None = None


ExistingBot = BookedByUs | BookedUnseen | NeedsTakeover | Vetoed | CalledOff


def is_locked(existing: ExistingBot | None) -> bool:
    """Whether the bot is in the call, so that its settings cannot change."""
    return isinstance(existing, BookedByUs) and existing.booking.bot.is_live


def leaves_nothing_to_book(existing: ExistingBot | None, form: ScheduleForm) -> bool:
    """A link can still be booked for a time after the call that its bot is in."""
    is_for_another_time = form.context.kind is FormKind.LINK and not form.is_edit
    is_refused = isinstance(existing, Vetoed) and existing.digest is None
    return (is_locked(existing) or is_refused) and not is_for_another_time


def is_told_only_on_submission(existing: ExistingBot | None, form: ScheduleForm) -> bool:
    """Shown for each chosen time, the notice would reveal the hours of a meeting that this person may not see."""
    if form.join_at is None:
        return False
    match existing:
        case BookedUnseen(can_veto=None) | Vetoed(by=None, digest=None):
            return True
        case _:
            return False


def notice_of_existing_bot(existing: ExistingBot | None, form: ScheduleForm, time_zone: str) -> list[Json]:
    match existing:
        case None:
            return []
        case BookedByUs():
            return _notice_of_ours(existing, form, time_zone)
        case NeedsTakeover():
            return [notice(BY_OTHERS), *_agreement(existing.digest)]
        case BookedUnseen():
            return [notice(UNSEEN), *(_veto_buttons(existing.can_veto) if existing.can_veto else [])]
        case Vetoed():
            return _notice_of_veto(existing)
        case CalledOff():
            canceled = notice(f"*{person(existing.by)} canceled this bot.*")
            return [canceled, section(BOOKS_ANOTHER), *_agreement(existing.digest, BOOK_ALL_THE_SAME, CANCELLED)]


def _notice_of_ours(existing: BookedByUs, form: ScheduleForm, time_zone: str) -> list[Json]:
    booking = existing.booking
    veto = _veto_buttons(booking) if existing.can_veto else []
    if is_locked(existing):
        said = [_who(booking, time_zone), _settings(booking), *_later_than_the_call(existing, form)]
        return [notice(LOCKED, "info"), section("\n".join(said)), *veto]
    if form.is_edit and existing.digest is None:
        return [context(_who(booking, time_zone))]
    first = "*Someone has changed this booking in the meantime.*" if form.is_edit else "*A bot is already scheduled.*"
    lines = [_who(booking, time_zone), _settings(booking)]
    return [
        notice(first),
        section("\n".join(lines), accessory=_edit_button(booking) if existing.can_edit else None),
        *veto,
        section(ALREADY_SO if existing.is_already_so else _what_would_change(existing, form, time_zone)),
        *_agreement(existing.digest),
    ]


def _notice_of_veto(existing: Vetoed) -> list[Json]:
    said = notice(f"*{objection(existing.by)}*")
    if existing.digest is not None:
        how = AS_IT_WAS if existing.rebooking is Rebooking.AS_BEFORE else "with the settings below"
        offer = section(f"You can turn recording back on. A bot is then scheduled {how}.")
        return [said, offer, *_agreement(existing.digest, ALLOW_AGAIN, NOT_TO_BE_RECORDED)]
    if existing.is_leaving:
        return [said, section(STILL_LEAVING)]
    whom = f"{person(existing.by)} or the organizer" if existing.by else "the organizer"
    return [said, section(f"It won't be recorded unless {whom} allows it.")]


def _later_than_the_call(existing: ExistingBot, form: ScheduleForm) -> list[str]:
    return [] if leaves_nothing_to_book(existing, form) else ["For a later meeting, choose its date and time."]


def _edit_button(booking: Booking) -> Json:
    return button("Edit", Action.EDIT_BOOKING, booking_value(booking))


def _veto_buttons(booking: Booking) -> list[Json]:
    block_id = with_suffix(Block.BOOKING_BUTTONS, booking.id)
    return [actions(block_id, [veto_button(booking)])]


def _who(booking: Booking, time_zone: str) -> str:
    wish = booking.wish
    why = why_booked(booking)
    booked = why or f"Booked by {person(booking.booked_by)} {short_date_and_time(booking.booked_at, time_zone)}"
    if not wish.is_edit:
        return f"{booked}."
    return f"{booked}, last changed by {person(wish.by)} {short_date_and_time(wish.at, time_zone)}."


def _settings(booking: Booking) -> str:
    settings = booking.wish.settings
    said = f"Settings: “{defuse(settings.bot_name)}”. {defuse(settings_line(settings), 1000)}."
    if settings.retention == "account":  # the line of settings says the rest
        said += f" Kept {retention_in_words(settings.retention)}."
    return said


def _what_would_change(existing: BookedByUs, form: ScheduleForm, time_zone: str) -> str:
    booking = existing.booking
    wanted = read_settings(form.answers)
    if not isinstance(wanted, BotSettings):
        return "Fill in the fields below to see what would change."
    lines = [_change(change.label, change.before, change.after) for change in difference(booking.wish.settings, wanted)]
    lines += _change_of_time(booking, form, time_zone)
    if existing.gets_passcode:
        lines.append(_change("Meeting link", "without the passcode", "with the passcode"))
    shows_title = destination_of(form).shows_title
    if shows_title != is_title_wished(booking):
        lines.append(_change("Title on the card", *_shown_or_hidden(shows_title)))
    if not lines:
        return SAME_AGAIN
    return "\n".join(["What would change:", *lines])


def _change_of_time(booking: Booking, form: ScheduleForm, time_zone: str) -> list[str]:
    """Only of a bare link: a calendar's meeting is when the calendar says."""
    was = booking.meeting.start_time
    if booking.meeting.event_id is not None or form.context.kind is not FormKind.LINK or form.join_at == was:
        return []
    becomes = short_date_and_time(form.join_at, time_zone) if form.join_at else "now"
    return [f"• Time: {short_date_and_time(was, time_zone)} → {becomes}"]


def _change(label: str, before: str, after: str) -> str:
    was = defuse(before, LONGEST_VALUE, otherwise="none")
    becomes = defuse(after, LONGEST_VALUE, otherwise="none")
    return f"• {escape(label)}: {was} → {becomes}"


def _shown_or_hidden(will_be_shown: bool) -> tuple[str, str]:
    return ("hidden", "shown") if will_be_shown else ("shown", "hidden")


def _agreement(digest: str | None, words: str = "Replace these settings", label: str = BOOKED_ALREADY) -> list[Json]:
    """A new digest is a new block: the tick of another replacement does not count for this one."""
    if digest is None:
        return []
    box = checkbox(Action.ANSWER, words, digest, is_ticked=False)
    return [input_block(with_suffix(Field.REPLACE, digest), label, box)]
