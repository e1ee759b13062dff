from datetime import UTC, datetime, timedelta

import pytest

from bot.blocks.kit.times import clock, day, day_and_time, spell_out_time

NOW = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)  # already 3 March in Tokyo


@pytest.mark.parametrize(
    ("hours", "zone", "said"),
    [
        (1, "UTC", "Today, Mon 2 March"),
        (3, "UTC", "Tomorrow, Tue 3 March"),
        (3, "Asia/Tokyo", "Today, Tue 3 March"),
        (-23, "UTC", "Yesterday, Sun 1 March"),
        (48, "UTC", "Wed 4 March"),
        (24 * 365, "UTC", "Tue 2 March 2027"),
    ],
)
def test_a_day_is_named_as_people_there_would(hours: int, zone: str, said: str) -> None:
    assert day(NOW + timedelta(hours=hours), NOW, zone) == said


def test_a_moment_can_stand_in_a_sentence() -> None:
    assert day_and_time(NOW, NOW, "UTC") == "today, Mon 2 March, 22:00"
    assert day_and_time(NOW + timedelta(days=2), NOW, "UTC") == "Wed 4 March, 22:00"


def test_the_clock_follows_the_zone_through_summer_time() -> None:
    before, after = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    assert (clock(before, "Europe/Berlin"), clock(after, "Europe/Berlin")) == ("01:30", "03:30")


@pytest.mark.parametrize("nonsense", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "/UTC"])
def test_an_unknown_zone_is_utc_and_says_so(nonsense: str) -> None:
    assert spell_out_time(NOW, nonsense) == "Mon 2 March 2026, 22:00 (UTC)"
