"""Calendars at Recall: made, changed and deleted, and the secrets that it repeats never get past the client."""

import pytest
from pydantic import SecretStr

from bot.core.errors import AnsweredError
from bot.recall.credentials import OAuthCredentials
from bot.recall.wire import WireCalendar

CREDENTIALS = OAuthCredentials(
    client_id="client",
    client_secret=SecretStr("made-up-client-secret"),
    refresh_token=SecretStr("made-up-refresh-token"),
    email="dana@example.com",
)
ECHO = {
    "id": "7b0c1c1e-0000-4000-8000-00000000ca11",
    "platform": "google_calendar",
    "platform_email": None,
    "status": "connecting",
    "status_changes": [],
    "oauth_client_id": "client",
    "oauth_client_secret": "made-up-client-secret",
    "oauth_refresh_token": "made-up-refresh-token",
    "oauth_email": "dana@example.com",
    "created_at": "2026-03-02T12:00:00Z",
    "updated_at": "2026-03-02T12:00:00Z",
}


def holds_no_secret(text):
    return "made-up-client-secret" not in text and "made-up-refresh-token" not in text


async def test_a_calendar_is_created_with_its_credentials_and_a_key(recall, client_of):
    recall.will_answer(201, ECHO)

    calendar = await client_of(recall.url).create_calendar("google_calendar", CREDENTIALS, "key-1")

    assert (calendar.id, calendar.oauth_client_id) == (ECHO["id"], "client")
    assert recall.request.headers["idempotency-key"] == "key-1"
    assert b'"oauth_refresh_token":"made-up-refresh-token"' in recall.bodies[0].replace(b": ", b":")


async def test_what_recall_repeats_is_in_no_model(recall, client_of):
    recall.will_answer(201, ECHO)

    calendar = await client_of(recall.url).create_calendar("google_calendar", CREDENTIALS, "key-1")

    assert holds_no_secret(repr(calendar) + calendar.model_dump_json())
    assert not [name for name in WireCalendar.model_fields if "token" in name or "secret" in name]
    assert holds_no_secret(repr(CREDENTIALS))
    assert "dana" not in repr(CREDENTIALS)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"oauth_refresh_token": ["made-up-refresh-token is not valid"]}),
        (400, {"code": "made-up-refresh-token", "detail": "made-up-client-secret"}),
        (500, {"detail": "made-up-refresh-token"}),
        (201, {**ECHO, "id": None}),
        (201, "made-up-refresh-token"),
    ],
)
async def test_no_error_repeats_a_secret(recall, client_of, status, body):
    recall.will_answer(status, body)

    with pytest.raises(Exception) as raised:  # noqa: PT011 -- of whatever kind
        await client_of(recall.url).create_calendar("google_calendar", CREDENTIALS, "key-1")

    error, told = raised.value, ""
    while error is not None:
        told += repr(error) + str(error) + repr(vars(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert holds_no_secret(told)


async def test_a_refusal_keeps_its_status(recall, client_of):
    recall.will_answer(400, {"oauth_client_id": ["no"]})

    with pytest.raises(AnsweredError) as raised:
        await client_of(recall.url).update_calendar("c1", CREDENTIALS, "key-1")

    assert raised.value.status == 400
    assert raised.value.permanent


async def test_a_new_client_secret_goes_alone(recall, client_of):
    recall.will_answer(200, ECHO)

    await client_of(recall.url).update_calendar_secret("c1", SecretStr("made-up-new-secret"))

    assert recall.request.method == "PATCH"
    assert recall.bodies == [b'{"oauth_client_secret":"made-up-new-secret"}']


async def test_the_list_is_asked_for_one_address(recall, client_of):
    recall.will_answer(200, {"next": None, "results": [ECHO]})

    (calendar,) = await client_of(recall.url).list_calendars(email="dana@example.com", platform="google_calendar")

    assert dict(recall.request.query_params) == {"email": "dana@example.com", "platform": "google_calendar"}
    assert calendar.emails == ("dana@example.com",)


async def test_a_deleted_calendar_answers_nothing(recall, client_of):
    recall.will_answer(204)

    assert await client_of(recall.url).delete_calendar("c1") is None

    assert (recall.request.method, recall.request.url.path) == ("DELETE", "/api/v2/calendars/c1/")
