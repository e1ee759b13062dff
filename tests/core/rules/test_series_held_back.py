"""What holds a series back when it is chosen is what the table of decisions would say of the meeting."""

from dataclasses import replace

import pytest

from bot.core.meetings.meeting import Invitation, Reply
from bot.core.rules.decide import decide
from bot.core.rules.model import Pause
from bot.core.rules.never import NOTHING, NeverList
from bot.core.rules.reasons import Reason
from bot.core.rules.series import find_obstacle
from tests.examples import JONAS, MAYA, NOW, TEAM, a_person
from tests.rules import a_candidate, a_row, a_rulebook, a_series, configured

ROW = a_row(series_key="series-1")
DECLINED = replace(ROW, invitation=Invitation(reply=Reply.DECLINED))
NEVER = configured(never={"domains": ["customer.test"]})


@pytest.mark.parametrize(
    ("row", "facts", "reason"),
    [
        (ROW, {}, None),
        (ROW, {"paused": {JONAS}}, None),
        (ROW, {"paused": {MAYA}}, Reason.SERIES_PAUSED),
        (ROW, {"is_team_paused": True}, Reason.TEAM_PAUSED),
        (ROW, {"series": (a_series(JONAS, records=False, calendar_id=ROW.calendar_id),)}, Reason.SERIES_OFF),
        (ROW, {"series": (a_series(JONAS, "other", records=False),)}, None),
        (ROW, {"configuration": NEVER}, Reason.TEAM_NEVER),
        (DECLINED, {}, Reason.SERIES_DECLINED),
    ],
)
def test_it_is_what_the_table_says(row, facts, reason):
    book = a_rulebook(**facts)
    chosen = a_rulebook(**{**facts, "series": (*book.series, a_series(MAYA))})
    pauses = [Pause(TEAM, user, MAYA, NOW) for user in (*book.paused, *([None] if book.is_team_paused else []))]
    never = NeverList.of((), (), ("customer.test",)) if facts.get("configuration") else NOTHING

    found = find_obstacle(a_person(), row, pauses, book.series, never)

    assert (found and found.reason) == reason
    assert decide(a_candidate(row, book=chosen), NOW).reason is (reason or Reason.SERIES)
