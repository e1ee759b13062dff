import pytest

from bot.core.bot_config.durations import hours_in_words, seconds_in_words


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1, "1 hour"), (23, "23 hours"), (24, "1 day"), (36, "36 hours"), (168, "7 days"), (26_400, "1,100 days")],
)
def test_whole_days_are_said_as_days(hours: int, words: str) -> None:
    assert hours_in_words(hours) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (1200, "20 minutes"),
        (7200, "2 hours"),
    ],
)
def test_seconds_are_said_in_the_largest_whole_unit(seconds: int, words: str) -> None:
    assert seconds_in_words(seconds) == words
