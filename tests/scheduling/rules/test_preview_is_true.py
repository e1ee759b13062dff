"""What a preview promises is what is booked once the rule is turned on, whatever others have chosen and limits say."""

from datetime import timedelta
from random import Random

import pytest

from bot.core.identifiers import UserId
from bot.core.meetings.meeting import Attendee, Invitation, Meeting, Reply
from bot.core.rules.model import Match, PersonalRule, WorkingHours
from tests.examples import JONAS, MAYA, SOON, a_person
from tests.rules import ADDRESSES, GUEST, a_row, a_rule, a_series, configured
from tests.scheduling.rules.office import Office

HOUR = timedelta(hours=1)


def some_meetings(random: Random) -> list[Meeting]:
    return [row for number in range(14) for row in rows_of(number, random)]


def rows_of(number: int, random: Random) -> list[Meeting]:
    start = SOON + timedelta(days=random.randrange(3), minutes=30 * number)
    host = random.choice([MAYA, JONAS])
    people = [Attendee(ADDRESSES[host], is_organizer=True), *random.choice([(), (GUEST,)])]
    facts = {
        "ical_uid": f"uid-{number}",
        "start_time": start,
        "end_time": start + random.choice([1, 5]) * HOUR,
        "link_keys": (f"meet:{number}",),
        "series_key": random.choice([None, None, "series-1"]),
        "attendees": tuple(people),
    }
    return [
        a_row(
            user,
            event_id=f"event-{number}-{user}",
            invitation=Invitation(reply=random.choice(list(Reply)), is_host=user == host),
            is_private=random.randrange(6) == 0,
            **facts,
        )
        for user in random.choice([[MAYA], [JONAS], [MAYA, JONAS]])
    ]


def some_rule(user: UserId, random: Random) -> PersonalRule:
    hours = random.choice([None, WorkingHours(begin=11 * 60, end=3 * 60)])
    matches = random.sample(list(Match), k=random.randint(1, 2))
    return a_rule(user, *matches, only_accepted=random.choice([True, False]), working_hours=hours)


@pytest.mark.parametrize("seed", range(12))
async def test_it_books_what_its_preview_says(office: Office, seed: int) -> None:
    random = Random(seed)
    office.configuration = configured(
        max_meetings_per_person_per_day=random.choice([None, 2]), max_meetings_per_team_per_day=random.choice([None, 3])
    )
    await office.reads(*some_meetings(random))
    await office.rules.save(some_rule(JONAS, random))
    await office.rules.save_series(a_series(JONAS, records=random.choice([True, False])))
    await office.run()

    rule, personal = some_rule(MAYA, random), office.personal()
    preview = await personal.preview(a_person(), rule)
    await personal.save(a_person(), rule)
    booked = {each.meeting.ical_uid for each in await office.run()}

    assert {line.meeting.ical_uid for line in (*preview.recorded, *preview.recorded_by_others)} == booked & {
        each.meeting.ical_uid for each in preview.lines
    }
    assert preview.lines == await personal.find_lines(a_person())
