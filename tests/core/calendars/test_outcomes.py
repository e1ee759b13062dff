"""Every way in which connecting ends has words."""

import pytest

from bot.core.calendars.outcomes import ConnectOutcome, read_outcome


@pytest.mark.parametrize("outcome", list(ConnectOutcome))
def test_every_outcome_says_what_happened_and_what_to_do(outcome):
    words = read_outcome(outcome)

    for text in (words.title, words.what_to_do):
        filled = text.format(company="Google", calendar="Google Calendar", page="https://example.com")
        assert filled[-1] in ".!"
        assert "{" not in filled
