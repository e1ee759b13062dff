from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.form.meeting_options import (
    NO_MEETING,
    build_meeting_options,
    meeting_label,
    meetings_unavailable,
)
from bot.blocks.kit.block_kit import OPTION_VALUE, OPTIONS, Json
from bot.blocks.kit.meeting_title import link_title
from bot.blocks.kit.mrkdwn import length
from bot.blocks.kit.times import zone
from bot.core.identifiers import CalendarEventId
from bot.core.links.meeting_link import parse_known_link
from bot.core.meetings.meeting import Meeting
from bot.core.meetings.picks import Mark, select_picks
from bot.core.meetings.search import match_words
from tests.blocks.in_slack import assert_option_groups
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.examples import NOW, SOON, a_meeting


def numbered(count: int, **facts: Any) -> list[Meeting]:
    hour = timedelta(hours=1)
    return [
        a_meeting(event_id=CalendarEventId(f"event-{n}"), ical_uid=f"uid-{n}", start_time=NOW + n * hour, **facts)
        for n in range(count)
    ]


def offered(
    meetings: list[Meeting],
    query: str,
    now: datetime,
    time_zone: str,
    linked: Sequence[Meeting] = (),
    **facts: Any,
) -> list[Json]:
    here = zone(time_zone)
    likely, with_link = match_words(meetings, query, now, here), match_words(linked, query, now, here)
    fitting = [each for each in linked if each in with_link]
    picks = select_picks(likely, fitting, now, most=OPTIONS, longest_id=OPTION_VALUE)
    return build_meeting_options(picks, facts.pop("marks", {}), query, now, time_zone, **facts)


def labels(groups: list[Json]) -> list[str]:
    return [option["text"]["text"] for group in groups for option in group["options"]]


def values(groups: list[Json]) -> list[str]:
    return [option["value"] for group in groups for option in group["options"]]


def test_meetings_stand_by_day_in_the_persons_zone() -> None:
    late = a_meeting(event_id="late", start_time=NOW + timedelta(hours=11, minutes=30), title="Late call")

    groups = offered([late, a_meeting()], "", NOW, "Europe/Berlin")

    assert [group["label"]["text"] for group in groups] == ["Today, Mon, March 2", "Tomorrow, Tue, March 3"]
    assert [group["options"][0]["text"]["text"] for group in groups] == [
        "16:00 Weekly sync · Google Meet",
        "00:30 Late call · Google Meet",
    ]


def test_it_says_how_far_was_searched_where_that_was_not_all() -> None:
    (group,) = offered([], "zebra", NOW, "Europe/Berlin", searched_until=NOW + timedelta(days=3, hours=12))

    assert group["label"]["text"] == "No meetings found through March 6, 2026"
    assert values([group]) == [NO_MEETING]


def test_words_narrow_the_list() -> None:
    review = a_meeting(event_id="review", title="Budget review")

    groups = offered([a_meeting(), review], "budg", NOW, "UTC")

    assert values(groups) == ["review"]


def test_meetings_with_the_form_s_link_come_first_in_their_own_order_and_only_once() -> None:
    near, far, other = numbered(3)

    groups = offered([near, far, other], "", NOW, "UTC", [far, near])

    assert_option_groups(groups)
    assert values(groups) == [far.event_id, near.event_id, other.event_id]


def test_words_narrow_the_meetings_with_the_form_s_link_too() -> None:
    review = a_meeting(event_id="review", title="Budget review")

    groups = offered([], "budg", NOW, "UTC", [a_meeting(), review])

    assert values(groups) == ["review"]


def test_slack_gets_at_most_a_hundred_options_with_those_of_the_link_among_them() -> None:
    groups = offered(numbered(300), "", NOW, "UTC", numbered(3))

    assert_option_groups(groups)
    assert len(values(groups)) == 100


@pytest.mark.parametrize(("query", "says"), [("zebra", "Try a different search"), ("", "Add one to your calendar")])
def test_finding_nothing_is_said(query: str, says: str) -> None:
    groups = offered([], query, NOW, "UTC")

    assert_option_groups(groups)
    assert values(groups) == [NO_MEETING]
    assert says in groups[0]["options"][0]["text"]["text"]


def test_trouble_is_not_taken_for_an_empty_calendar() -> None:
    groups = meetings_unavailable()

    assert_option_groups(groups)
    assert values(groups) == [NO_MEETING]


def test_only_what_a_bot_can_attend_is_offered() -> None:
    over = a_meeting(event_id="over", start_time=NOW - timedelta(days=1))
    whole_day = a_meeting(event_id="day", is_all_day=True)
    without_link = a_meeting(event_id="no link", meeting_url=None, attendees=())
    running = a_meeting(event_id="running", start_time=NOW - timedelta(minutes=5))

    groups = offered([over, whole_day, without_link, running], "", NOW, "UTC")

    assert values(groups) == ["running"]


def test_slack_gets_at_most_a_hundred_options() -> None:
    groups = offered(numbered(300), "", NOW, "UTC")

    assert_option_groups(groups)
    assert values(groups) == [f"event-{n}" for n in range(100)]


def test_what_a_person_should_know_of_a_meeting_is_in_its_label() -> None:
    running, booked, vetoed = numbered(3, platform="zoom", title="Call")
    unlinked = a_meeting(event_id="unlinked", ical_uid="unlinked", meeting_url=None, title="Lunch")
    marks = {booked.event_id: Mark.SCHEDULED, vetoed.event_id: Mark.KEPT_AWAY}

    groups = offered([unlinked, running, booked, vetoed], "", NOW, "UTC", marks=marks)

    assert labels(groups) == [
        "12:00 Call · Zoom · now",
        "13:00 Call · Zoom · scheduled",
        "14:00 Call · Zoom · recording off",
        "15:00 Lunch · no link",
    ]


def test_a_long_title_leaves_room_for_the_marks() -> None:
    meeting = a_meeting(title="Quarterly planning " * 10, start_time=NOW)

    (label,) = labels(offered([meeting], "", NOW, "UTC", marks={meeting.event_id: Mark.SCHEDULED}))

    assert length(label) == 75
    assert label.endswith("… · Google Meet · now · scheduled")


def test_meetings_without_a_link_take_no_room_from_the_others() -> None:
    unlinked = numbered(150, meeting_url=None)

    groups = offered([*unlinked, *numbered(300)[150:]], "", NOW, "UTC")

    assert values(groups) == [f"event-{n}" for n in range(150, 250)]


def test_a_link_that_is_on_no_calendar_leads_to_the_command() -> None:
    groups = offered([], "https://zoom.us/j/1", NOW, "UTC", is_link=True)

    assert_option_groups(groups)
    assert "/recall-schedule" in str(groups)


def test_an_event_id_that_slack_cannot_carry_is_left_out() -> None:
    long = a_meeting(event_id=CalendarEventId("x" * 151))

    assert values(offered([long, a_meeting()], "", NOW, "UTC")) == ["event-1"]


@given(OUTSIDE_TEXT | st.none())
def test_no_title_breaks_the_list(title: str | None) -> None:
    assert_option_groups(offered([a_meeting(title=title)], "", NOW, "Asia/Kolkata"))


def test_a_long_title_leaves_room_for_the_platform() -> None:
    label = meeting_label(a_meeting(title="Quarterly planning " * 10), "UTC")

    assert length(label) == 75
    assert label.startswith("15:00 Quarterly planning")
    assert label.endswith("… · Google Meet")


def test_a_meeting_without_a_title_says_so() -> None:
    assert meeting_label(a_meeting(title=None, start_time=SOON), "UTC") == "15:00 (no title) · Google Meet"


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://example.zoom.us/j/123456789?pwd=secret", "Zoom · example.zoom.us/j/123456789"),
        (
            "https://teams.microsoft.com/meet/2345678901234?p=secret",
            "Microsoft Teams · teams.microsoft.com/meet/2345678901234",
        ),
    ],
)
def test_a_link_is_shown_without_its_passcode(url: str, label: str) -> None:
    link = parse_known_link(url)
    assert link

    assert link_title(link.url, link.platform) == label
