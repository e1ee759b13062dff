"""Asking a model, in OpenAI's and in Anthropic's form, over real HTTP; and all the ways in which it can fail."""

import asyncio
import json
from contextlib import suppress

import pytest

from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.validate import read_summary
from bot.sandbox.model.mischief import ModelMischief
from bot.sandbox.serving import listening, serving
from tests.journeys.waiting import until

BOTH = pytest.mark.parametrize("dialect", ["openai", "anthropic"])


async def failure(client, prompt):
    with pytest.raises(ModelError) as raised:
        await client.ask(prompt)
    return raised.value


@BOTH
async def test_a_model_hands_in_the_document_and_says_what_it_used(make_client, model, prompt, dialect):
    answer = await make_client(dialect).ask(prompt)

    assert read_summary(answer.text, ["Maya"]).overview.startswith("Maya and Tom and Jonas spoke in 8 turns.")
    assert answer.input_tokens > 300
    assert answer.output_tokens > 10
    assert len(model.asked) == 1


@BOTH
async def test_an_answer_holds_nothing_that_no_database_can_keep(make_client, model, prompt, dialect):
    model.behave(ModelMischief(text="{} \0"))

    assert (await make_client(dialect).ask(prompt)).text == "{} \ufffd"


async def test_anthropics_address_may_be_written_with_or_without_its_version(make_client, model, prompt):
    with_version = make_client("anthropic").base_url

    await make_client("anthropic", base=with_version.removesuffix("/v1")).ask(prompt)
    await make_client("anthropic", base=f"{with_version}/").ask(prompt)

    assert [asked.path for asked in model.asked] == ["/v1/messages", "/v1/messages"]


@pytest.mark.parametrize("knows", [{"knows_schemas": False}, {"knows_schemas": False, "knows_formats": False}])
async def test_an_endpoint_that_knows_no_schemas_is_asked_in_a_simpler_way(make_client, model, prompt, knows):
    model.behave(ModelMischief(**knows))
    client = make_client()

    await client.ask(prompt)
    await client.ask(prompt)

    assert len(model.asked) == 2
    formats = [asked.body.get("response_format", {}).get("type") for asked in model.asked]
    assert formats == (["json_object"] * 2 if knows.get("knows_formats", True) else [None] * 2)
    assert json.dumps(prompt.schema) in model.asked[0].rules
    assert all("max_completion_tokens" not in asked.body for asked in model.asked)


@BOTH
@pytest.mark.parametrize(
    ("mischief", "expected", "may_be_paid"),
    [
        ({"seconds": 5}, SummaryFailure.SLOW, True),
        ({"status": 504}, SummaryFailure.SLOW, True),
        ({"floods": "drip"}, SummaryFailure.SLOW, True),
        ({"hangs_up": True}, SummaryFailure.DOWN, True),
        ({"status": 500}, SummaryFailure.DOWN, True),
        ({"status": 429}, SummaryFailure.DOWN, False),
        ({"status": 429, "error_code": "insufficient_quota"}, SummaryFailure.MISCONFIGURED, False),
        ({"status": 503}, SummaryFailure.DOWN, False),
        ({"status": 529}, SummaryFailure.DOWN, False),
        ({"refuses": True}, SummaryFailure.REFUSED, True),
        ({"status": 400, "error_code": "content_filter"}, SummaryFailure.REFUSED, False),
        ({"status": 400}, SummaryFailure.MISCONFIGURED, False),
        ({"status": 401}, SummaryFailure.MISCONFIGURED, False),
        ({"status": 402}, SummaryFailure.MISCONFIGURED, False),
        ({"status": 404}, SummaryFailure.MISCONFIGURED, False),
        ({"status": 413}, SummaryFailure.MISCONFIGURED, False),
        ({"html": True}, SummaryFailure.NONSENSE, True),
        ({"floods": "endless"}, SummaryFailure.NONSENSE, True),
    ],
    ids=str,
)
async def test_a_failure_says_what_it_was_and_whether_it_may_have_cost_money(
    make_client, model, prompt, dialect, mischief, expected, may_be_paid
):
    model.behave(ModelMischief(**mischief))

    patience = 0.2 if expected is SummaryFailure.SLOW else 5.0
    error = await failure(make_client(dialect, seconds=patience), prompt)

    assert (error.failure, error.may_be_paid) == (expected, may_be_paid)
    assert error.is_passing is (expected is SummaryFailure.DOWN and not may_be_paid)


async def test_a_busy_model_says_when_to_come_back(make_client, model, prompt):
    model.behave(ModelMischief(status=429, retry_after=90))

    error = await failure(make_client(), prompt)

    assert error.retry_after is not None
    assert error.retry_after.total_seconds() == 90


@BOTH
async def test_a_redirect_is_not_followed_with_key_and_transcript(make_client, model, prompt, dialect):
    reached = []

    async def elsewhere(scope, receive, send):
        reached.append(scope["path"])

    async with serving(elsewhere) as url:
        model.behave(ModelMischief(redirects_to=f"{url}/steal"))
        error = await failure(make_client(dialect), prompt)

    assert error.failure is SummaryFailure.MISCONFIGURED
    assert reached == []


async def test_where_nothing_listens_nothing_was_paid(make_client, prompt):
    with listening() as listener:
        port = listener.getsockname()[1]

    error = await failure(make_client(base=f"http://127.0.0.1:{port}/v1"), prompt)

    assert (error.failure, error.code, error.may_be_paid) == (SummaryFailure.DOWN, "ConnectError", False)


@BOTH
async def test_a_wrong_key_or_model_is_the_admins_to_fix(make_client, prompt, dialect):
    assert (await failure(make_client(dialect, key="wrong"), prompt)).code == "http_401"
    assert (await failure(make_client(dialect, name="gone"), prompt)).code == "http_404"


async def test_every_outcome_is_counted_once_however_often_the_endpoint_was_asked(make_client, model, prompt):
    seen: list[str] = []
    for client in (make_client(), make_client(key="of-another")):
        client._on_outcome = seen.append
        with suppress(ModelError):
            await client.ask(prompt)

    assert seen == ["ok", "misconfigured"]


async def test_a_model_that_does_not_count_is_not_believed_to_be_free(make_client, model, prompt):
    model.behave(ModelMischief(counts_tokens=False))

    answer = await make_client().ask(prompt)

    assert (answer.input_tokens, answer.output_tokens) == (0, 0)
    assert prompt.tokens > 4000


@BOTH
async def test_the_models_of_a_key_are_listed_without_asking_for_anything(make_client, model, dialect):
    assert await make_client(dialect).list_models() == {"pretend-1"}
    assert model.asked == []


async def test_neither_key_nor_words_are_in_what_is_logged_or_shown(make_client, model, prompt):
    model.behave(ModelMischief(status=500))

    error = await failure(make_client(key="pretend-key"), prompt)

    assert "pretend-key" not in f"{error!r} {prompt!r}"
    assert "renewal" not in f"{error!r} {prompt!r}"


async def test_two_calls_at_once_may_find_out_different_things_about_an_endpoint(make_client, model, prompt):
    client = make_client()
    model.behave(ModelMischief(seconds=0.2, times=1))
    slow = asyncio.create_task(client.ask(prompt))
    await until(lambda: model.asked)
    model.behave(ModelMischief(knows_schemas=False))  # as it is with a prompt that is too long for the first way

    await client.ask(prompt)

    assert (await slow).text
