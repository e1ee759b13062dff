"""Translate between a form and the assessment of it: what it proposes, and what it says of the verdict."""

from typing import assert_never

from bot.blocks.form.existing_bot import BookedByUs, BookedUnseen, ExistingBot
from bot.blocks.form.settings_answers import read_settings
from bot.blocks.form.state import ScheduleForm, destination_of
from bot.core.access.assess import Situation
from bot.core.access.permissions import Deed
from bot.core.access.requests import Proposal
from bot.core.access.verdicts import (
    AllowAgain,
    AlreadySo,
    Book,
    BookAgain,
    CalledOff,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    Replace,
    TakenByOthers,
    Verdict,
    Vetoed,
)
from bot.core.booking.model import Booking
from bot.core.bot_config.settings import BotSettings


def read_proposal(form: ScheduleForm) -> Proposal:
    """What the form would ask for now. It agrees to nothing yet: a tick counts when it is submitted."""
    settings, context = read_settings(form.answers), form.context
    return Proposal(
        settings=settings if isinstance(settings, BotSettings) else None,
        destination=destination_of(form),
        join_at=form.join_at,
        edits=(context.booking_id, context.revision) if context.booking_id else None,
    )


def show_verdict(verdict: Verdict, situation: Situation, *, is_edit: bool) -> ExistingBot | None:
    """None for what the form does not show: nothing is in the way, or what is so is said under a field."""
    match verdict:
        case Book() | BookAgain() | AllowAgain() | LimitExceeded() | MeetingGone():
            return None
        case Vetoed() | CalledOff() | NeedsTakeover():
            return verdict
        case TakenByOthers(booking):
            return BookedUnseen(booking if booking and _may_veto(booking, situation) else None)
        case Replace(booking) | AlreadySo(booking) | Locked(booking) | NeedsAgreement(booking):
            return _show_ours(verdict, booking, situation, is_edit=is_edit)
        case _:
            assert_never(verdict)


def _show_ours(
    verdict: Replace | AlreadySo | Locked | NeedsAgreement, booking: Booking, situation: Situation, *, is_edit: bool
) -> BookedByUs:
    return BookedByUs(
        booking,
        verdict.digest if isinstance(verdict, NeedsAgreement) else None,
        can_edit=not is_edit and situation.judge(Deed.EDIT, booking) is None,
        is_already_so=isinstance(verdict, AlreadySo),
        can_veto=_may_veto(booking, situation),
        gets_passcode=isinstance(verdict, NeedsAgreement) and verdict.gets_passcode,
    )


def _may_veto(booking: Booking, situation: Situation) -> bool:
    return situation.judge(Deed.VETO, booking) is None
