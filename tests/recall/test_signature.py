"""Verify webhook signatures, given as literals; the first vector was computed by hand from the scheme's rules."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import SetupError
from bot.recall.signature import BadSignature, Fault, check_secret, verify

SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"
OTHER_SECRET = "whsec_YW5vdGhlci1tYWRlLXVwLXNlY3JldA=="
ID, TIMESTAMP = "msg_2fakeId0001", "1760000000"
BODY = (
    b'{"event":"bot.done","data":{"data":{"code":"done","sub_code":null,'
    b'"updated_at":"2026-03-02T15:31:00.000000+00:00"},'
    b'"bot":{"id":"11111111-1111-4111-8111-111111111111","metadata":{}}}}'
)
SIGNATURE = "v1,1Okmasaa3XEQgI8ZWek0WuwH/o/L5RbTXBwRCmhB+Fs="
NOW = datetime.fromtimestamp(1760000000, UTC)


def signed(
    family: str = "webhook", delivery: str = ID, timestamp: str = TIMESTAMP, signature: str = SIGNATURE
) -> dict[str, str]:
    return {f"{family}-id": delivery, f"{family}-timestamp": timestamp, f"{family}-signature": signature}


def signature_by(secret: str, delivery: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{delivery}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def refused(headers: dict[str, str], body: bytes = BODY, now: datetime = NOW) -> Fault:
    with pytest.raises(BadSignature) as caught:
        verify(headers, body, [SECRET], now)
    return caught.value.reason


def test_a_signed_delivery_gives_its_id() -> None:
    assert verify(signed(), BODY, [SECRET], NOW) == ID


@pytest.mark.parametrize("family", ["webhook", "svix", "Webhook", "SVIX"])
def test_both_families_of_headers_serve(family: str) -> None:
    assert verify(signed(family), BODY, [SECRET], NOW) == ID


def test_a_family_that_does_not_match_leaves_the_other_its_chance() -> None:
    headers = signed("webhook", "msg_other", signature="v1,bm8=") | signed("svix")

    assert verify(headers, BODY, [SECRET], NOW) == ID


def test_any_of_several_secrets_serves() -> None:
    assert verify(signed(), BODY, [OTHER_SECRET, SECRET], NOW) == ID


def test_any_of_several_signatures_serves() -> None:
    assert verify(signed(signature=f"v1,bm8= v2,x {SIGNATURE}"), BODY, [SECRET], NOW) == ID


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_or_empty_header_is_refused(missing: str) -> None:
    without = {name: value for name, value in signed().items() if name != missing}

    assert refused(without) is Fault.MISSING_HEADERS
    assert refused(without | {missing: ""}) is Fault.MISSING_HEADERS


@pytest.mark.parametrize(
    "timestamp", ["soon", "-1760000000", "1760000000.0", "1e9", "١٧", "9" * 30, " 1", "01760000000"]
)
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    assert refused(signed(timestamp=timestamp)) is Fault.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("drift", "reason"),
    [
        (timedelta(minutes=5, seconds=1), Fault.TOO_OLD),
        (timedelta(minutes=-5, seconds=-1), Fault.TOO_NEW),
    ],
)
def test_more_than_five_minutes_either_way_is_refused(drift: timedelta, reason: Fault) -> None:
    assert refused(signed(), now=NOW + drift) is reason


@pytest.mark.parametrize("drift", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_five_minutes_either_way_are_allowed(drift: timedelta) -> None:
    assert verify(signed(), BODY, [SECRET], NOW + drift) == ID


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(signed(signature=SIGNATURE.removeprefix("v1,")), id="no version"),
        pytest.param(signed(signature=SIGNATURE.replace("v1", "v2")), id="another version"),
        pytest.param(signed(signature="v1,"), id="empty"),
        pytest.param(signed(signature="gröt"), id="not base64"),
        pytest.param(signed(delivery="msg_other"), id="another delivery"),
        pytest.param(signed(timestamp="1760000001"), id="another time"),
        pytest.param(signed(signature=signature_by(OTHER_SECRET, ID, TIMESTAMP, BODY)), id="another secret"),
    ],
)
def test_a_signature_of_something_else_is_refused(headers: dict[str, str]) -> None:
    assert refused(headers) is Fault.MISMATCH


@pytest.mark.parametrize("body", [b"", BODY + b"\n", BODY.replace(b"done", b"fail"), b"\xff\xfe"])
def test_another_body_is_refused(body: bytes) -> None:
    assert refused(signed(), body) is Fault.MISMATCH


def test_without_a_secret_everything_is_refused() -> None:
    with pytest.raises(BadSignature, match="mismatch"):
        verify(signed(), BODY, [], NOW)


@given(st.dictionaries(st.sampled_from([*signed(), *signed("svix")]), st.text()), st.binary())
def test_unsigned_requests_are_refused_and_nothing_else_happens(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(headers, body, [SECRET], NOW)


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")), st.text(alphabet=st.characters(codec="utf-8")))
def test_whatever_is_signed_by_the_rules_is_accepted(delivery: str, text: str) -> None:
    body = text.encode()
    headers = signed(delivery=delivery, signature=signature_by(SECRET, delivery, TIMESTAMP, body))

    assert verify(headers, body, [SECRET], NOW) == delivery


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_a", "dGhpcy1pcw==", "v1,abc", "whsec_ö"])
def test_what_is_no_secret_is_a_set_up_error_that_does_not_repeat_it(secret: str) -> None:
    with pytest.raises(SetupError, match="RECALL_WEBHOOK_SECRET") as caught:
        check_secret(secret)

    assert secret in ("", "whsec_") or secret not in str(caught.value)


def test_a_real_secret_passes_padded_or_not() -> None:
    check_secret(OTHER_SECRET)
    check_secret(OTHER_SECRET.rstrip("="))
