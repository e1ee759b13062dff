import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.storable_text import DEPTH_LIMIT, make_payload_storable, make_storable

any_text = st.text(st.characters())
storable_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@given(st.lists(any_text))
def test_what_cannot_be_stored_is_replaced_character_by_character(texts: list[str]) -> None:
    kept = make_storable({"texts": texts})["texts"]

    assert "\x00" not in "".join(kept).encode().decode()
    assert [len(text) for text in kept] == [len(text) for text in texts]


@given(
    st.recursive(
        st.integers() | storable_text, lambda inner: st.dictionaries(storable_text, inner, max_size=4), max_leaves=12
    )
)
def test_what_can_be_stored_stays_as_it_is(value: object) -> None:
    assert make_storable(value) == value


def test_a_value_may_nest_deeply_but_not_without_end() -> None:
    value: object = "x"
    for _ in range(DEPTH_LIMIT):
        value = [value]

    assert make_storable(value) == value
    with pytest.raises(ValueError, match="too deeply"):
        make_storable([value])


@given(st.dictionaries(any_text, st.recursive(any_text | st.none(), st.lists, max_leaves=5)))
def test_a_payload_is_made_storable_whether_or_not_it_was(payload):
    kept = make_payload_storable(payload)

    assert kept == make_storable(payload)


def test_of_a_payload_that_nests_too_deeply_only_the_depth_is_left_out() -> None:
    deep: object = "x"
    for _ in range(4 * DEPTH_LIMIT):
        deep = {"inner": [deep]}

    kept = make_payload_storable({"text": "Shall we talk?", "blocks": deep})

    assert kept["text"] == "Shall we talk?"
    assert "'inner': None" in str(kept["blocks"]) or "[None]" in str(kept["blocks"])
