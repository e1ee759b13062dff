from hypothesis import given
from hypothesis import strategies as st

from bot.recall.plain_text import plain_text

any_text = st.text(st.characters())


@given(any_text, st.integers(1, 50))
def test_plain_text_is_one_short_line_that_can_be_stored(text: str, limit: int) -> None:
    line = plain_text(text, limit)

    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == line.strip() == plain_text(line, limit)
    assert "\x00" not in line.encode().decode()
