"""Decode Recall's answers, given as literals."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import AnsweredError, NoAnswer
from bot.recall.responses import DETAIL_LIMIT, RETRY_AFTER_LIMIT, UnreadableAnswer, decode, read_retry_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def refusal(status: int, body: bytes, headers: dict[str, str] | None = None) -> AnsweredError:
    with pytest.raises(AnsweredError) as caught:
        decode(status, headers or {}, body, NOW)
    return caught.value


def test_a_success_is_its_json() -> None:
    assert decode(201, {}, b'{"id": "b1", "recordings": []}', NOW) == {"id": "b1", "recordings": []}


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b"<html>")])
def test_a_success_without_due_json_may_say_anything(status: int, body: bytes) -> None:
    assert decode(status, {}, body, NOW, json_due=False) is None


@pytest.mark.parametrize("body", [b"", b"<html>ok</html>", b'{"id": "b', b"\xff\xfe\xfd", b"[" * 200_000])
def test_a_success_that_cannot_be_read_leaves_the_outcome_unknown(body: bytes) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        decode(200, {}, body, NOW)

    assert isinstance(caught.value, NoAnswer)


def test_a_value_that_no_database_can_hold_is_mended() -> None:
    assert decode(200, {}, rb'{"a\u0000": ["x\u0000y", "\ud800", "\ud83d\ude00"]}', NOW) == {"a�": ["x�y", "�", "😀"]}


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 405, 409, 429, 500, 502, 507])
def test_every_other_status_is_a_refusal(status: int) -> None:
    assert refusal(status, b"").status == status


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        pytest.param(
            b'{"code": "cannot_delete_bot", "detail": "Only scheduled bots can be deleted."}',
            "cannot_delete_bot",
            "Only scheduled bots can be deleted.",
            id="code and detail",
        ),
        pytest.param(b'{"detail": "Not found."}', None, "Not found.", id="detail"),
        pytest.param(
            b'{"bot_name": ["Too long."], "automatic_leave": {"waiting_room_timeout": ["At least 30", "Even"]}}',
            None,
            "bot_name: Too long. automatic_leave.waiting_room_timeout: At least 30. "
            "automatic_leave.waiting_room_timeout: Even",
            id="fields",
        ),
        pytest.param(
            b'{"code": "invalid_request_data", "message": "Invalid.",'
            b' "errors": {"non_field_errors": ["The event has ended."], "join_at": ["Too soon."]}}',
            "invalid_request_data",
            "Invalid. The event has ended. join_at: Too soon.",
            id="code, message and errors",
        ),
        pytest.param(
            b'{"code": "request_blocked", "message": "Blocked."}',
            "request_blocked",
            "Blocked.",
            id="code and message",
        ),
        pytest.param(b"<html><h1>Forbidden</h1></html>", None, "", id="html"),
        pytest.param(b"", None, "", id="empty"),
        pytest.param(b'["One.", "Two."]', None, "One. Two.", id="list"),
        pytest.param(b'{"code": ["Required."]}', None, "code: Required.", id="a field called code"),
        pytest.param(b'{"detail": {"x": ["No."]}}', None, "x: No.", id="fields beneath detail"),
        pytest.param(b'{"code": 7, "detail": null, "n": 1}', None, "", id="no sentences"),
        pytest.param(
            b'{"meeting_url": ["\\"https://zoom.us/j/1?pwd=made.up#x\\" is no meeting."]}',
            None,
            'meeting_url: "https://zoom.us/j/1" is no meeting.',
            id="a link without its passcode",
        ),
    ],
)
def test_an_error_body_gives_its_code_and_all_its_sentences(body: bytes, code: str | None, detail: str) -> None:
    error = refusal(400, body)

    assert (error.code, error.detail) == (code, detail)


def test_sentences_are_plain_and_short() -> None:
    error = refusal(400, rb'{"detail": "a\u202eb\u0007\nc ' + b"x" * 1000 + b'"}')

    assert error.detail.startswith("ab c xxx")
    assert len(error.detail) == DETAIL_LIMIT


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 09:00:45 GMT", 45),
        ("Mon, 02 Mar 2026 09:00:45 -0000", 45),
        ("99999999", RETRY_AFTER_LIMIT.total_seconds()),
        ("9" * 400, RETRY_AFTER_LIMIT.total_seconds()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_LIMIT.total_seconds()),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float) -> None:
    assert refusal(429, b"", {"Retry-After": text}).retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "-5", "soon", "nan", "inf", "1e3", "٣", "Mon, 02 Mar 2026 08:59:59 GMT"])
def test_a_retry_after_of_the_past_or_of_no_sense_is_ignored(text: str) -> None:
    assert read_retry_after({"retry-after": text}, NOW) is None


@given(st.integers(100, 599), st.dictionaries(st.just("Retry-After"), st.text()), st.binary(), st.booleans())
def test_no_answer_however_odd_raises_anything_but_our_errors(
    status: int, headers: dict[str, str], body: bytes, json_due: bool
) -> None:
    is_success = 200 <= status < 300
    expected = UnreadableAnswer if is_success else AnsweredError

    with suppress(expected):
        decode(status, headers, body, NOW, json_due=json_due)
        assert is_success


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.sampled_from(["code", "detail"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_every_json_error_body_gives_one_storable_line(value: object) -> None:
    error = refusal(400, json.dumps(value).encode())

    assert len(error.detail) <= DETAIL_LIMIT
    assert len((error.detail + (error.code or "")).splitlines()) <= 1
    assert "\x00" not in error.detail.encode().decode()


@pytest.mark.parametrize("depth", [100, 900, 5_000, 100_000])
def test_a_deeply_nested_error_body_is_survived(depth: int) -> None:
    assert refusal(400, b'{"a":' * depth + b'"no"' + b"}" * depth).status == 400
