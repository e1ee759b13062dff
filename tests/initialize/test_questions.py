"""Check the table of questions, and that Slack's link carries the whole manifest."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from bot.core.errors import SetupError
from bot.initialize.manifest_link import build_manifest_link
from bot.initialize.questions import (
    API_KEY,
    APP_TOKEN,
    BOT_TOKEN,
    PUBLIC_URL,
    REGION,
    SIGNING_SECRET,
    Transport,
    choose_transport,
    describe_place,
    list_questions,
    mask_answer,
    parse_answer,
)
from bot.manifest import build_manifest
from bot.settings import Settings


def test_socket_mode_asks_for_four_things():
    assert list_questions(Transport.SOCKET_MODE, {}) == [BOT_TOKEN, APP_TOKEN, REGION, API_KEY]


def test_http_asks_for_the_address_before_the_app_is_created():
    assert list_questions(Transport.HTTP, {}) == [PUBLIC_URL, BOT_TOKEN, SIGNING_SECRET, REGION, API_KEY]


def test_an_address_of_recalls_makes_the_region_unnecessary():
    assert REGION not in list_questions(Transport.SOCKET_MODE, {"RECALL_API_URL": "https://recall.test"})


def test_a_secret_in_a_file_of_its_own_is_not_asked_for():
    given = {"SLACK_SIGNING_SECRET_FILE": "/run/secrets/signing"}

    assert choose_transport(given) is Transport.HTTP
    assert SIGNING_SECRET not in list_questions(Transport.HTTP, given)


@pytest.mark.parametrize(
    ("values", "transport"),
    [
        ({}, Transport.SOCKET_MODE),
        ({"SLACK_SIGNING_SECRET": "x"}, Transport.HTTP),
        ({"SLACK_SIGNING_SECRET": "x", "SLACK_APP_TOKEN": "xapp-1"}, Transport.SOCKET_MODE),
    ],
)
def test_the_transport_is_the_one_that_the_values_are_for(values, transport):
    assert choose_transport(values) is transport


@pytest.mark.parametrize("question", [PUBLIC_URL, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, REGION, API_KEY])
def test_every_question_is_of_a_setting_and_refuses_nothing(question):
    assert question.variable.lower() in Settings.model_fields
    with pytest.raises(SetupError, match=question.variable):
        parse_answer(question, " ")


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        (REGION, " EU-Central-1", "eu-central-1"),
        (API_KEY, "Token made-up-key ", "made-up-key"),
        (BOT_TOKEN, " xoxb-1-2 ", "xoxb-1-2"),
        (PUBLIC_URL, "https://bot.example.com/", "https://bot.example.com"),
    ],
)
def test_an_answer_is_kept_as_the_app_reads_it(question, typed, kept):
    assert parse_answer(question, typed) == kept


@pytest.mark.parametrize(
    ("question", "typed"),
    [(BOT_TOKEN, "xapp-a-secret"), (SIGNING_SECRET, "xoxb-a-secret"), (API_KEY, "a-secret key"), (REGION, "a-secret")],
)
def test_a_wrong_answer_is_not_repeated(question, typed):
    with pytest.raises(SetupError) as raised:
        parse_answer(question, typed)

    assert "a-secret" not in str(raised.value)


def test_the_key_is_found_at_an_address_of_its_region():
    place = describe_place(API_KEY, {"RECALL_REGION": "eu-central-1"})

    assert "https://eu-central-1.recall.ai/dashboard/developers/api-keys" in place
    assert describe_place(API_KEY, {}) == describe_place(API_KEY, {"RECALL_REGION": "mars"}) == API_KEY.where
    assert describe_place(API_KEY, {"RECALL_REGION": "eu-central-1", "RECALL_API_URL": "x"}) == API_KEY.where


@pytest.mark.parametrize(
    ("question", "value", "shown"),
    [
        (BOT_TOKEN, "xoxb-0123456789-abcd", "xoxb-…abcd"),
        (API_KEY, "0123456789abcdef0123", "…0123"),
        (API_KEY, "short", "…"),
        (REGION, "us-east-1", "us-east-1"),
    ],
)
def test_a_secret_is_shown_by_its_end_alone(question, value, shown):
    assert mask_answer(question, value) == shown


def test_slacks_link_carries_the_manifest():
    [given] = parse_qs(urlsplit(build_manifest_link()).query)["manifest_json"]

    assert json.loads(given) == yaml.safe_load(build_manifest())


def test_for_http_it_carries_the_address():
    [given] = parse_qs(urlsplit(build_manifest_link("https://bot.example.com")).query)["manifest_json"]

    assert json.loads(given)["settings"]["interactivity"]["request_url"] == "https://bot.example.com/slack/events"
