"""List why a meeting is or is not recorded without being asked for, in the order in which the first hit decides.

The only place of that order and of its sentences: docs/rules.md repeats it, and a test holds the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """From the strongest to the weakest."""

    IMPOSSIBLE = "impossible"
    VETO = "veto"
    EXPLICIT = "a choice for this one"
    PAUSE = "paused"
    NEVER = "never, by admins"
    SERIES = "series"
    RULE = "personal rule"
    TEAM = "team default"
    LIMIT = "limit"
    NOTHING = "nothing"


class Effect(StrEnum):
    RECORD = "record"
    TAKE_BACK = "take back"  # what a rule or series has booked; never what a person has
    LEAVE = "leave as it is"


class Reason(StrEnum):
    GONE = "gone"
    OVER = "over"
    ALL_DAY = "all_day"
    NO_LINK = "no_link"
    DISCONNECTED = "disconnected"
    NOT_READ = "not_read"
    OTHER_APP = "other_app"
    VETOED = "vetoed"
    BY_HAND = "by_hand"
    SAME_CALL = "same_call"
    LEFT_OUT = "left_out"
    TRIED = "tried"
    TEAM_PAUSED = "team_paused"
    TEAM_NEVER = "team_never"
    SERIES_OFF = "series_off"
    SERIES = "series"
    SERIES_DECLINED = "series_declined"
    SERIES_PAUSED = "series_paused"
    HOSTING = "hosting"
    EXTERNAL = "external"
    ACCEPTED = "accepted"
    ALL = "all"
    PAUSED = "paused"
    DECLINED = "declined"
    PRIVATE = "private"
    NOT_A_MEETING = "not_a_meeting"
    SHOWN_FREE = "shown_free"
    NO_ONE_ELSE = "no_one_else"
    GUESTS_HIDDEN = "guests_hidden"
    NOT_ACCEPTED = "not_accepted"
    TOO_LONG = "too_long"
    OUTSIDE_HOURS = "outside_hours"
    NEVER_WORD = "never_word"
    NEVER_PERSON = "never_person"
    NEVER_DOMAIN = "never_domain"
    NO_MATCH = "no_match"
    TEAM_DEFAULT = "team_default"
    NOT_ALLOWED = "not_allowed"
    TOO_LATE = "too_late"
    BUDGET = "budget"
    PERSON_LIMIT = "person_limit"
    TEAM_LIMIT = "team_limit"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Row:
    reason: Reason
    level: Level
    effect: Effect
    sentence: str
    rests_on_calendar: bool = False  # on what the calendar said: an incomplete read takes nothing back for it


def _row(reason: Reason, level: Level, effect: Effect, sentence: str, *, calendar: bool = False) -> Row:
    return Row(reason, level, effect, sentence, calendar)


_I, _X, _S, _R = Level.IMPOSSIBLE, Level.EXPLICIT, Level.SERIES, Level.RULE
_RECORD, _BACK, _LEAVE = Effect.RECORD, Effect.TAKE_BACK, Effect.LEAVE

# `{owner}`: whose rule or series decides. Where nothing records, the first of these that applies is what people read.
ROWS: tuple[Row, ...] = (
    _row(Reason.GONE, _I, _LEAVE, "The meeting was deleted from the calendar.", calendar=True),
    _row(Reason.OVER, _I, _LEAVE, "The meeting is over."),
    _row(Reason.ALL_DAY, _I, _BACK, "It's an all-day event.", calendar=True),
    _row(Reason.NO_LINK, _I, _LEAVE, "It has no meeting link that a bot can use.", calendar=True),
    _row(Reason.DISCONNECTED, _I, _LEAVE, "The calendar is disconnected. Reconnect it in App Home."),
    _row(Reason.NOT_READ, _I, _LEAVE, "The calendar hasn't been fully read yet."),
    _row(Reason.VETOED, Level.VETO, _LEAVE, "Someone invited asked not to be recorded."),
    _row(Reason.BY_HAND, _X, _RECORD, "Scheduled by {owner}."),
    _row(Reason.SAME_CALL, _X, _LEAVE, "Another bot is already scheduled for this call."),
    _row(Reason.LEFT_OUT, _X, _BACK, "Turned off for this meeting by {owner}."),
    _row(Reason.OTHER_APP, _X, _LEAVE, "Another integration has already scheduled a bot for it.", calendar=True),
    _row(Reason.TRIED, _X, _LEAVE, "A bot was already sent to it."),
    _row(Reason.TEAM_PAUSED, Level.PAUSE, _BACK, "Rules and series are paused for the whole team."),
    _row(Reason.TEAM_NEVER, Level.NEVER, _BACK, "Your admins don't allow recording it automatically.", calendar=True),
    _row(Reason.SERIES_OFF, _S, _BACK, "{owner} turned this series off."),
    _row(Reason.SERIES, _S, _RECORD, "{owner} records every one in this series."),
    _row(Reason.SERIES_PAUSED, _S, _BACK, "{owner} paused their rules and series."),
    _row(Reason.SERIES_DECLINED, _S, _BACK, "{owner}, who records this series, declined.", calendar=True),
    _row(Reason.HOSTING, _R, _RECORD, "Because of {owner}'s rule: meetings they host."),
    _row(Reason.EXTERNAL, _R, _RECORD, "Because of {owner}'s rule: meetings with external people."),
    _row(Reason.ACCEPTED, _R, _RECORD, "Because of {owner}'s rule: meetings they accepted."),
    _row(Reason.ALL, _R, _RECORD, "Because of {owner}'s rule: all meetings."),
    _row(Reason.PAUSED, _R, _BACK, "{owner} paused their rules and series."),
    _row(Reason.DECLINED, _R, _BACK, "{owner} declined.", calendar=True),
    _row(Reason.PRIVATE, _R, _BACK, "It's private.", calendar=True),
    _row(Reason.NOT_A_MEETING, _R, _BACK, "It's focus time, out of office or similar.", calendar=True),
    _row(Reason.SHOWN_FREE, _R, _BACK, "It's shown as free in the calendar.", calendar=True),
    _row(Reason.NO_ONE_ELSE, _R, _BACK, "No one else is coming.", calendar=True),
    _row(Reason.GUESTS_HIDDEN, _R, _BACK, "Its guest list is hidden.", calendar=True),
    _row(Reason.NOT_ACCEPTED, _R, _BACK, "{owner} hasn't accepted it.", calendar=True),
    _row(Reason.TOO_LONG, _R, _BACK, "It's longer than {owner}'s rule allows.", calendar=True),
    _row(Reason.OUTSIDE_HOURS, _R, _BACK, "It's outside {owner}'s working hours.", calendar=True),
    _row(Reason.NEVER_WORD, _R, _BACK, "{owner}'s rule skips meetings with a word in this title.", calendar=True),
    _row(Reason.NEVER_PERSON, _R, _BACK, "{owner}'s rule skips meetings with one of these people.", calendar=True),
    _row(Reason.NEVER_DOMAIN, _R, _BACK, "{owner}'s rule skips meetings with one of these companies.", calendar=True),
    _row(Reason.NO_MATCH, _R, _BACK, "{owner}'s rule doesn't cover meetings like this.", calendar=True),
    _row(Reason.TEAM_DEFAULT, Level.TEAM, _RECORD, "Because of the team's default."),
    _row(Reason.NOT_ALLOWED, Level.LIMIT, _BACK, "Your admins' policy doesn't allow a bot with these settings."),
    _row(Reason.TOO_LATE, Level.LIMIT, _LEAVE, "It has started or is about to. Schedule the bot yourself."),
    _row(Reason.BUDGET, Level.LIMIT, _LEAVE, "This month's budget is spent. Schedule the bot yourself."),
    _row(Reason.PERSON_LIMIT, Level.LIMIT, _BACK, "{owner}'s daily limit is reached."),
    _row(Reason.TEAM_LIMIT, Level.LIMIT, _BACK, "The team's daily limit is reached."),
    _row(Reason.NO_RULE, Level.NOTHING, _BACK, "No rule or series covers it."),
)  # fmt: skip

ROW_OF: dict[Reason, Row] = {row.reason: row for row in ROWS}
RANK: dict[Reason, int] = {row.reason: rank for rank, row in enumerate(ROWS)}


# Whom and what a person's rule leaves out: no one else reads that, least of all those whom it names.
OWN_AFFAIR = frozenset({Reason.NEVER_WORD, Reason.NEVER_PERSON, Reason.NEVER_DOMAIN})

# The same sentences for the person they are about.
TO_OWNER: dict[Reason, str] = {
    Reason.BY_HAND: "Scheduled by you.",
    Reason.LEFT_OUT: "You turned it off for this meeting.",
    Reason.SERIES_OFF: "You turned this series off.",
    Reason.SERIES: "You record every one in this series.",
    Reason.SERIES_PAUSED: "You paused your rules and series.",
    Reason.SERIES_DECLINED: "You record this series, but you declined this one.",
    Reason.HOSTING: "Because of your rule: meetings you host.",
    Reason.EXTERNAL: "Because of your rule: meetings with external people.",
    Reason.ACCEPTED: "Because of your rule: meetings you accepted.",
    Reason.ALL: "Because of your rule: all meetings.",
    Reason.PAUSED: "You paused your rules and series.",
    Reason.DECLINED: "You declined.",
    Reason.NOT_ACCEPTED: "You haven't accepted it.",
    Reason.TOO_LONG: "It's longer than your rule allows.",
    Reason.OUTSIDE_HOURS: "It's outside your working hours.",
    Reason.NEVER_WORD: "Your rule skips meetings with a word in this title.",
    Reason.NEVER_PERSON: "Your rule skips meetings with one of these people.",
    Reason.NEVER_DOMAIN: "Your rule skips meetings with one of these companies.",
    Reason.NO_MATCH: "Your rule doesn't cover meetings like this.",
    Reason.PERSON_LIMIT: "Your daily limit is reached.",
}


def reason_in_words(reason: str | None, owner: str, *, is_to_owner: bool = False) -> str:
    """The sentence of a reason, as text that has still to be escaped; `owner` is a name or a mention.

    `is_to_owner`: they are the one who reads it. Empty for a reason of a newer version.
    """
    row = ROW_OF.get(Reason(reason)) if reason in set(Reason) else None
    if row is None:
        return ""
    sentence = TO_OWNER.get(row.reason, row.sentence) if is_to_owner else row.sentence
    return sentence.format(owner=owner)
