"""Decide whether a person is asked about a meeting shortly before it: outsiders come, and no one has decided."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.model import SHORT_NOTICE
from bot.core.identifiers import UserId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.decision import Decision
from bot.core.rules.model import Match, PersonalRule
from bot.core.rules.reasons import ROW_OF, Level, Reason

# Early enough to think about it, and for a bot that does not come from the pool for short notice.
OFFERED_BEFORE = timedelta(minutes=30)


def is_time_to_offer(meeting: Meeting, now: datetime) -> bool:
    return SHORT_NOTICE <= meeting.start_time - now <= OFFERED_BEFORE


def offer_rule(own: PersonalRule) -> PersonalRule:
    """The rule that would record what is offered: what a person's own rule never records is not offered either."""
    return replace(own, is_on=True, matches=frozenset({Match.EXTERNAL}), only_accepted=False)


def is_undecided(decision: Decision, user_id: UserId) -> bool:
    """Whether no person, series, rule or admin has said anything about the meeting, as far as this person goes.

    Another person's rule that does not record it says nothing for this one.
    """
    level = ROW_OF[decision.reason].level
    if decision.records or level not in {Level.RULE, Level.NOTHING}:
        return False
    return level is Level.NOTHING or decision.owner != user_id or decision.reason is Reason.NO_MATCH


def is_offered(decision: Decision, as_if: Decision, user_id: UserId) -> bool:
    """`as_if`: what would be decided if `offer_rule` were the person's rule."""
    would_record = as_if.reason is Reason.EXTERNAL and user_id in {as_if.owner, *as_if.also_for}
    return would_record and is_undecided(decision, user_id)
