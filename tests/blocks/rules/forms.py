"""What a person sees of rules. Each call makes one that is whole; a test names only what it is about."""

from typing import Any

from bot.blocks.rules.overview import OccurrenceLine, RulesOverview, SeriesDetails, SeriesLine
from bot.core.access.people import Person
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import CalendarEventId, CalendarId
from bot.core.rules.model import Match, PersonalRule, Preferences, SeriesChoice
from bot.core.rules.reasons import Reason
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM, a_person

PERSON: Person = a_person()


def a_rule(**facts: Any) -> PersonalRule:
    defaults = {"is_on": True, "matches": frozenset({Match.HOSTING, Match.EXTERNAL}), "updated_at": NOW}
    return PersonalRule(team_id=TEAM, user_id=MAYA, **{**defaults, **facts})


def no_rule() -> PersonalRule:
    return PersonalRule(team_id=TEAM, user_id=MAYA)


def a_choice(**facts: Any) -> SeriesChoice:
    defaults = {"id": "s1", "calendar_id": CalendarId("calendar-maya"), "series_key": "weekly", "user_id": MAYA}
    return SeriesChoice(team_id=TEAM, **{**defaults, **facts})


def a_series_line(**facts: Any) -> SeriesLine:
    return SeriesLine(**{"choice": a_choice(), "title": "Weekly sync", "next_start": SOON, **facts})


def an_overview(**facts: Any) -> RulesOverview:
    return RulesOverview(**{"rule": a_rule(), "preferences": Preferences(team_id=TEAM, user_id=MAYA), **facts})


def an_occurrence(number: int, reason: Reason, **facts: Any) -> OccurrenceLine:
    event_id = CalendarEventId(f"event-{number}")
    return OccurrenceLine(event_id=event_id, start_time=SOON, reason=reason, **{"owner": MAYA, **facts})


def series_details(**facts: Any) -> SeriesDetails:
    occurrences = (
        an_occurrence(1, Reason.SERIES),
        an_occurrence(2, Reason.BY_HAND),
        an_occurrence(3, Reason.LEFT_OUT, is_left_out=True),
        an_occurrence(4, Reason.LEFT_OUT),
        an_occurrence(5, Reason.VETOED, owner=JONAS),
    )
    defaults = {
        "reader": MAYA,
        "choice": a_choice(),
        "title": "Weekly sync",
        "settings": BotSettings(bot_name="Acme notes"),
        "occurrences": occurrences,
        "may_change": True,
    }
    return SeriesDetails(**{**defaults, **facts})
