from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey
from bot.core.meetings.meeting import Attendee, Meeting
from bot.core.meetings.search import MAX_WORDS, match_link, match_words

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
KEY = LinkKey("zoom:81234567890")
OTHER_KEY = LinkKey("meet:abc-defg-hij")
OTHER_FORM = LinkKey("zoom-my:zoom.us:jane.doe")


def a_meeting(
    name: str,
    *,
    starts_in: int = 60,
    minutes: int = 30,
    title: str | None = None,
    platform: str | None = "zoom",
    attendees: tuple[Attendee, ...] = (),
    link_keys: tuple[LinkKey, ...] = (KEY,),
    is_gone: bool = False,
    is_all_day: bool = False,
) -> Meeting:
    start = NOW + timedelta(minutes=starts_in)
    return Meeting(
        event_id=CalendarEventId(name),
        calendar_id=CalendarId("c1"),
        start_time=start,
        end_time=start + timedelta(minutes=minutes),
        start_text=start.isoformat(),
        updated_at=NOW,
        title=name if title is None else title,
        meeting_url="https://zoom.us/j/81234567890",
        platform=platform,
        attendees=attendees,
        is_gone=is_gone,
        is_all_day=is_all_day,
        link_keys=link_keys,
    )


def names(meetings: list[Meeting]) -> list[str]:
    return [str(meeting.event_id) for meeting in meetings]


STANDING_ROOM = [
    a_meeting("running", starts_in=-10),
    a_meeting("starting now", starts_in=0),
    a_meeting("in five minutes", starts_in=5),
    a_meeting("in an hour", starts_in=60),
    a_meeting("next week", starts_in=7 * 24 * 60),
    a_meeting("another form", starts_in=-5, link_keys=(OTHER_FORM, KEY)),
    a_meeting("just over", starts_in=-31),
    a_meeting("long over", starts_in=-600),
    a_meeting("all day", starts_in=-60, minutes=1440, is_all_day=True, link_keys=(OTHER_FORM, KEY)),
]
IN_ORDER = [
    "starting now",
    "running",
    "in five minutes",
    "in an hour",
    "next week",
    "another form",
    "just over",
    "long over",
    "all day",
]


@given(st.permutations(STANDING_ROOM))
def test_a_link_means_the_running_or_nearest_coming_meeting_first(meetings: list[Meeting]) -> None:
    assert names(match_link(meetings, KEY, NOW)) == IN_ORDER


def test_a_link_means_no_meeting_of_another_room_and_none_that_is_gone() -> None:
    meetings = [a_meeting("other", link_keys=(OTHER_KEY,)), a_meeting("no link", link_keys=())]

    assert match_link([*meetings, a_meeting("gone", is_gone=True)], KEY, NOW) == []


JOSE = Attendee(email="j.munoz@example.com", name="José Muñoz", is_organizer=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("weekly", True),
        ("WEEK", True),
        ("sync weekly", True),
        ("eekl", True),
        ("cafe", True),
        ("café", True),
        ("cafe\u0301", True),
        ("strasse", True),
        ("１on1", True),
        ("jose", True),
        ("munoz@example.com", True),
        ("zoom weekly josé", True),
        ("“weekly", True),
        ("'weekly sync',", True),
        ("weekly - sync", True),
        ("weekly–sync", True),
        ("weekly budget", False),
        ("webex", False),
        ("weeklysync", False),
    ],
)
def test_every_word_must_be_found_somewhere(words: str, expected: bool) -> None:
    meeting = a_meeting("m", title="Weekly Sync – Café Straße 1on1", attendees=(JOSE,))

    assert (match_words([meeting], words, NOW) == [meeting]) is expected


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ana’s planning", "ana's planning"),
        ("Budget – Q4", "budget - q4"),
        ("Łódź sync", "lodz"),
        ("Øresund sync", "oresund"),
        ("Daily stand-up", "standup"),
        ("Daily stand-up", "daily stand up"),
    ],
)
def test_typography_hides_no_meeting(title: str, words: str) -> None:
    meeting = a_meeting("m", title=title)

    assert match_words([meeting], words, NOW) == [meeting]


def test_words_stand_in_any_order_with_small_typos_and_days_in_ones_own_zone() -> None:
    late = a_meeting("late", title="Budget review", starts_in=9 * 60 + 30)  # Tuesday in Berlin
    today = a_meeting("today", title="Budget planning")

    assert names(match_words([late, today], "reveiw bugdet", NOW)) == ["late"]
    assert names(match_words([late, today], "budget tomorrow", NOW, ZoneInfo("Europe/Berlin"))) == ["late"]
    assert names(match_words([late, today], "budget today", NOW, ZoneInfo("America/New_York"))) == ["today", "late"]
    assert names(match_words([late, today], "tuesday bugdet", NOW, ZoneInfo("Europe/Berlin"))) == ["late"]
    assert names(match_words([late, today], "budget march 3", NOW, ZoneInfo("Europe/Berlin"))) == ["late"]


def test_what_is_found_as_it_was_typed_hides_what_a_typo_might_mean() -> None:
    meetings = [a_meeting("memo", title="Memo"), a_meeting("demo", title="Demo")]

    assert names(match_words(meetings, "demo", NOW)) == ["demo"]


def test_fewer_typos_come_first() -> None:
    meetings = [a_meeting("two", title="Interveiw", starts_in=5), a_meeting("one", title="Interviews", starts_in=90)]

    assert names(match_words(meetings, "intervews", NOW)) == ["one", "two"]


def test_a_day_in_a_title_counts_for_more_than_the_day_itself() -> None:
    meetings = [a_meeting("on it", title="Sync"), a_meeting("named", title="Monday sync", starts_in=3 * 24 * 60)]

    assert names(match_words(meetings, "monday", NOW)) == ["named", "on it"]


@given(
    st.permutations(
        [
            a_meeting("title", title="Zoom training"),
            a_meeting("later title", title="Our zoom", starts_in=90),
            a_meeting("person", title="a", attendees=(Attendee(email="zoom@example.com"),), platform=None),
            a_meeting("platform", title="b"),
            a_meeting("inside the title", title="Quizoom", platform=None),
            a_meeting("inside a person", title="c", attendees=(Attendee("x@ezoom.test"),), platform=None),
            a_meeting("over", title="Zoom", starts_in=-90),
        ]
    )
)
def test_the_beginning_of_a_title_word_counts_most_and_then_the_nearest_start(
    meetings: list[Meeting],
) -> None:
    found = names(match_words(meetings, "zoom", NOW))

    assert found == [
        "title",
        "later title",
        "person",
        "platform",
        "inside the title",
        "inside a person",
        "over",
    ]


def test_a_later_beginning_of_a_word_counts_as_much_as_a_first_inside() -> None:
    meetings = [a_meeting("inside", title="Resync", starts_in=10), a_meeting("both", title="Resync sync")]

    assert names(match_words(meetings, "sync", NOW)) == ["both", "inside"]


def test_only_so_many_words_are_looked_for() -> None:
    meeting = a_meeting("m", title="Weekly")

    assert match_words([meeting], "weekly " * MAX_WORDS + "absent", NOW) == [meeting]
    assert match_words([meeting], "weekly " * (MAX_WORDS - 1) + "absent", NOW) == []


@pytest.mark.parametrize("words", ["", "   ", "“”"])
def test_no_words_mean_every_meeting_the_nearest_first(words: str) -> None:
    meetings = [a_meeting("later", starts_in=90), a_meeting("gone", is_gone=True), a_meeting("sooner")]

    assert names(match_words(meetings, words, NOW)) == ["sooner", "later"]


@given(st.text(min_size=1, max_size=40))
def test_a_meeting_is_found_by_each_word_of_its_title(title: str) -> None:
    meeting = a_meeting("m", title=title)

    for word in title.split():
        assert match_words([meeting], word, NOW) == [meeting]


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_words_are_too_odd_to_be_looked_for(title: str, words: str) -> None:
    assert len(match_words([a_meeting("m", title=title)], words, NOW)) in {0, 1}
