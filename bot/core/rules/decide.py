"""Decide about one meeting: the first of the levels in reasons.py that has something to say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.booking.model import SHORT_NOTICE, Booking, Intent
from bot.core.booking.origin import Origin, Source
from bot.core.meetings.meeting import Meeting
from bot.core.rules.candidate import Candidate
from bot.core.rules.decision import Decision
from bot.core.rules.model import Owner
from bot.core.rules.reasons import RANK, Reason
from bot.core.rules.rulebook import Rulebook
from bot.core.rules.verdicts import Verdict, judge_rules, judge_series


def decide(candidate: Candidate, now: datetime) -> Decision:
    found = (check(candidate, now) for check in _CHECKS)
    decision = next((each for each in found if each is not None), Decision(reason=Reason.NO_RULE))
    return _check_manner(decision, candidate, now)


def _check_manner(decision: Decision, candidate: Candidate, now: datetime) -> Decision:
    """Within the policy; on short notice and beyond the budget only a person books, and what is booked stays."""
    if not decision.is_automatic or decision.meeting is None:
        return decision
    if not candidate.rulebook.allows(decision.manner, decision.meeting.platform):
        return replace(decision, reason=Reason.NOT_ALLOWED)
    refused = _why_no_new_bot(decision.meeting, candidate, now)
    return replace(decision, reason=refused) if refused and candidate.live_booking(now) is None else decision


def _why_no_new_bot(meeting: Meeting, candidate: Candidate, now: datetime) -> Reason | None:
    if meeting.start_time - now < SHORT_NOTICE:
        return Reason.TOO_LATE
    return Reason.BUDGET if candidate.rulebook.is_budget_spent else None


def _check_possible(candidate: Candidate, now: datetime) -> Decision | None:
    """What stands against every row, of the copies that could be nearest to a bookable one."""
    if not candidate.usable:
        return Decision(reason=_why_unusable(candidate))
    if max(copy.end_time for copy in candidate.usable) <= now:
        return Decision(reason=Reason.OVER)
    return None


def _why_unusable(candidate: Candidate) -> Reason:
    present = [copy for copy in candidate.copies if not copy.is_gone]
    if not present:
        return Reason.GONE
    connected = [copy for copy in present if copy.calendar_id in candidate.rulebook.connected]
    if not connected:
        return Reason.DISCONNECTED
    return Reason.ALL_DAY if all(copy.is_all_day for copy in connected) else Reason.NO_LINK


def _check_veto(candidate: Candidate, now: datetime) -> Decision | None:
    vetoes = [booking for booking in candidate.bookings if booking.veto]
    veto = candidate.target.veto_on(vetoes) if vetoes else None
    return Decision(reason=Reason.VETOED, owner=veto.veto.by) if veto and veto.veto else None


def _check_explicit(candidate: Candidate, now: datetime) -> Decision | None:
    live = candidate.live_booking(now)
    if live is not None and not live.origin.is_automatic and candidate.is_for_this(live):
        return Decision(reason=Reason.BY_HAND, owner=live.booked_by)
    if (refused := candidate.refused) is not None:
        return Decision(reason=Reason.LEFT_OUT, owner=refused.wish.by)
    if (left_out := candidate.left_out) is not None:
        return Decision(reason=Reason.LEFT_OUT, owner=left_out.by)
    if live is not None and not candidate.is_for_this(live):
        return Decision(reason=Reason.SAME_CALL, owner=live.booked_by)
    return None


def _check_earlier(candidate: Candidate, now: datetime) -> Decision | None:
    """One bot for a meeting: what has failed or has been in the call is not repeated by a rule."""
    has_bots = any(copy.bots for copy in candidate.copies)
    if has_bots and candidate.target.is_booked_by_others(candidate.bookings):
        return Decision(reason=Reason.OTHER_APP)
    was_tried = any(_was_tried(each, candidate) for each in candidate.own_bookings)
    if was_tried and candidate.live_booking(now) is None:
        return Decision(reason=Reason.TRIED)
    return None


def _was_tried(booking: Booking, candidate: Candidate) -> bool:
    is_for_this_start = any(copy.start_time == booking.meeting.start_time for copy in candidate.usable)
    has_failed = booking.wish.intent is Intent.ATTEND and booking.has_given_up
    return is_for_this_start and (booking.bot.is_over or has_failed)


def _check_pause(candidate: Candidate, now: datetime) -> Decision | None:
    return Decision(reason=Reason.TEAM_PAUSED) if candidate.rulebook.is_team_paused else None


def _check_never(candidate: Candidate, now: datetime) -> Decision | None:
    never = candidate.rulebook.team_never
    is_listed = any(never.has_any_of(copy) for copy in candidate.usable)
    return Decision(reason=Reason.TEAM_NEVER) if is_listed else None


def _check_series_off(candidate: Candidate, now: datetime) -> Decision | None:
    """A *no* of anyone counts for more than another's *yes*."""
    off = next((choice for choice in candidate.series if not choice.records), None)
    return Decision(reason=Reason.SERIES_OFF, owner=off.user_id, series_id=off.id) if off else None


def _check_series(candidate: Candidate, now: datetime) -> Decision | None:
    return _find_winner(judge_series(candidate), candidate.rulebook)


def _check_rules(candidate: Candidate, now: datetime) -> Decision | None:
    return _find_winner(judge_rules(candidate), candidate.rulebook)


def _check_out_of_sight(candidate: Candidate, now: datetime) -> Decision | None:
    """What a rule has booked stays while its person's calendar is disconnected, also where a colleague's holds it."""
    live = candidate.live_booking(now)
    if live is None or not live.origin.is_automatic or live.origin.by is None:
        return None
    owner = candidate.rulebook.owners.get(live.origin.by)
    if owner is None or not _still_asks(live.origin, owner, candidate.rulebook):
        return None
    is_out_of_sight = candidate.is_out_of_sight(owner)
    return Decision(reason=Reason.DISCONNECTED, owner=owner.user_id) if is_out_of_sight else None


def _still_asks(origin: Origin, owner: Owner, book: Rulebook) -> bool:
    if owner.user_id in book.paused:
        return False
    if origin.source is Source.SERIES:
        return any(each.id == origin.series_id and each.records for each in book.series)
    return book.rule_of(owner) is not None


def _explain(candidate: Candidate, now: datetime) -> Decision | None:
    """Nothing records it: the first reason in the table that some series or rule gives."""
    verdicts = [*judge_series(candidate), *judge_rules(candidate)]
    return min(
        (each.decision for each in verdicts), key=lambda each: (RANK[each.reason], each.owner or ""), default=None
    )


def _find_winner(verdicts: Sequence[Verdict], book: Rulebook) -> Decision | None:
    """Several may ask for one bot: the host's settings count, else those of who connected a calendar first."""
    asking = sorted((each for each in verdicts if each.decision.records), key=lambda each: each.place)
    if not asking:
        return None
    others = sorted({owner for each in asking[1:] if (owner := each.decision.owner) is not None})
    winner = asking[0].decision
    return replace(winner, also_for=tuple(owner for owner in others if owner != winner.owner))


Check = Callable[[Candidate, datetime], Decision | None]
_CHECKS: tuple[Check, ...] = (
    _check_possible,
    _check_veto,
    _check_explicit,
    _check_earlier,
    _check_pause,
    _check_never,
    _check_series_off,
    _check_series,
    _check_rules,
    _check_out_of_sight,
    _explain,
)
