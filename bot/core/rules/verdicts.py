"""Tell what each series and each person's rule says of a meeting, before one of them wins."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.identifiers import UserId
from bot.core.rules.candidate import Candidate
from bot.core.rules.decision import Decision
from bot.core.rules.model import Owner, SeriesChoice
from bot.core.rules.personal import OwnRow, apply_rule
from bot.core.rules.reasons import RANK, ROW_OF, Effect, Level, Reason

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision
    place: tuple[bool, datetime, str]  # of those that ask for a bot the first wins


def judge_series(candidate: Candidate) -> list[Verdict]:
    verdicts = (_judge_choice(choice, candidate) for choice in candidate.series if choice.records)
    return [verdict for verdict in verdicts if verdict is not None]


def judge_rules(candidate: Candidate) -> list[Verdict]:
    verdicts = (_judge_owner(owner, candidate) for owner in candidate.owners)
    return [verdict for verdict in verdicts if verdict is not None]


def explain_to(user_id: UserId, decision: Decision, candidate: Candidate) -> Decision:
    """Where no rule records it, what the person's own rule says comes before what others' do."""
    is_about_rules = ROW_OF[decision.reason].level is Level.RULE and not decision.records
    if not is_about_rules or decision.owner == user_id:
        return decision
    own = (each.decision for each in judge_rules(candidate) if each.decision.owner == user_id)
    return next(own, decision)


def _judge_choice(choice: SeriesChoice, candidate: Candidate) -> Verdict | None:
    """None for a person whose account is closed, or not known yet."""
    owner = candidate.rulebook.owners.get(choice.user_id)
    row = candidate.row_for(owner, choice.calendar_id) if owner else None
    if owner is None or row is None:
        return None
    reason = Reason.SERIES_DECLINED if row.has_declined else Reason.SERIES
    if owner.user_id in candidate.rulebook.paused:
        reason = Reason.SERIES_PAUSED
    decision = Decision(
        reason=reason, owner=owner.user_id, meeting=row.meeting, manner=choice.manner, series_id=choice.id
    )
    return Verdict(decision, _place(owner, row))


def _judge_owner(owner: Owner, candidate: Candidate) -> Verdict | None:
    """None for a person without a rule."""
    book = candidate.rulebook
    found = book.rule_of(owner)
    if found is None:
        return None
    rule, is_default = found
    rows = list(candidate.own_rows(owner))
    if not rows:
        return Verdict(Decision(reason=Reason.NOT_READ, owner=owner.user_id), (True, _LAST, owner.user_id))
    ours, never = book.ours, book.never_of(owner.user_id)
    judged = [(apply_rule(rule, never, row, ours), row) for row in rows]
    reason, row = min(judged, key=lambda each: (ROW_OF[each[0]].effect is not Effect.RECORD, RANK[each[0]]))
    if owner.user_id in book.paused:
        reason = Reason.PAUSED
    elif is_default and ROW_OF[reason].effect is Effect.RECORD:
        reason = Reason.TEAM_DEFAULT
    decision = Decision(
        reason=reason, owner=owner.user_id, meeting=row.meeting, manner=rule.manner, is_team_default=is_default
    )
    return Verdict(decision, _place(owner, row))


def _place(owner: Owner, row: OwnRow) -> tuple[bool, datetime, str]:
    return (not row.is_host, owner.connected_at or _LAST, owner.user_id)
