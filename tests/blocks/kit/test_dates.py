from datetime import UTC, datetime, timedelta

from bot.blocks.kit.dates import date_and_time, short_date_and_time, spell_out_dates, time_range

MOMENT = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
NEW_YORK = "America/New_York"


def test_a_date_is_shown_in_the_readers_zone_and_falls_back_to_the_zone_that_is_known() -> None:
    assert date_and_time(MOMENT, NEW_YORK) == (
        "<!date^1772458200^{date_long_pretty} at {time}|Mon, March 2, 2026 at 08:30 (America/New_York)>"
    )
    assert short_date_and_time(MOMENT, NEW_YORK) == (
        "<!date^1772458200^{date_short_pretty} at {time}|Mon, March 2, 2026 at 08:30 (America/New_York)>"
    )


def test_a_range_leaves_the_choice_of_clock_to_the_reader() -> None:
    assert time_range(MOMENT, MOMENT + timedelta(minutes=30), NEW_YORK) == (
        "<!date^1772458200^{time}|08:30>–<!date^1772460000^{time}|09:00>"
    )


def test_where_nothing_is_formatted_every_token_gives_way_to_its_fallback() -> None:
    said = f"{time_range(MOMENT, MOMENT, NEW_YORK)} &lt;b&gt; <@U0MAYA> {date_and_time(MOMENT, NEW_YORK)}"

    assert spell_out_dates(said) == ("08:30–08:30 &lt;b&gt; <@U0MAYA> Mon, March 2, 2026 at 08:30 (America/New_York)")
