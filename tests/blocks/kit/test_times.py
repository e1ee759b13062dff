from datetime import UTC, datetime, timedelta

import pytest

from bot.blocks.kit.times import clock, day, spell_out_time

NOW = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)  # already 3 March in Tokyo


@pytest.mark.parametrize(
    ("hours", "zone", "said"),
    [
        (1, "UTC", "Today, Mon, March 2"),
        (3, "UTC", "Tomorrow, Tue, March 3"),
        (3, "Asia/Tokyo", "Today, Tue, March 3"),
        (-23, "UTC", "Yesterday, Sun, March 1"),
        (48, "UTC", "Wed, March 4"),
        (24 * 365, "UTC", "Tue, March 2, 2027"),
    ],
)
def test_a_day_is_named_as_people_there_would(hours: int, zone: str, said: str) -> None:
    assert day(NOW + timedelta(hours=hours), NOW, zone) == said


def test_the_clock_follows_the_zone_through_summer_time() -> None:
    before, after = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    assert (clock(before, "Europe/Berlin"), clock(after, "Europe/Berlin")) == ("01:30", "03:30")


@pytest.mark.parametrize("nonsense", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "/UTC"])
def test_an_unknown_zone_is_utc_and_says_so(nonsense: str) -> None:
    assert spell_out_time(NOW, nonsense) == "Mon, March 2, 2026 at 22:00 (UTC)"
