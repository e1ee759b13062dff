"""What Slack says about an account, and what it is when Slack does not find one."""

import pytest

from bot.core.errors import SlackRefusal
from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.installation import BOT_TOKEN
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.slack.people import Accounts, read_account
from bot.slack.session import slack_session
from bot.slack.web_client import web_client
from tests.examples import MAYA, NOW


@pytest.fixture
async def slack():
    slack = PretendSlack(MovableClock(NOW))
    slack.person(MAYA, email="maya@example.com")
    async with slack.serving():
        yield slack


@pytest.fixture
async def accounts(slack):
    async with slack_session() as session:
        yield Accounts(web_client(BOT_TOKEN, f"{slack.workspace.base_url}/api/", session))


@pytest.mark.parametrize(("said", "read"), [(True, True), (False, False), (None, None), ("no", None)])
def test_only_a_plain_word_says_whether_an_address_is_confirmed(said, read):
    assert read_account({"id": MAYA, "is_email_confirmed": said}).email_is_confirmed is read


def test_slack_may_leave_out_whether_an_address_is_confirmed():
    assert read_account({"id": MAYA}).email_is_confirmed is None


@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
async def test_an_account_that_slack_does_not_show_is_no_one_and_is_asked_about_once(slack, accounts, code):
    slack.fail_next("users.info", error=code)

    assert await accounts.fetch(MAYA) is None
    assert len(slack.calls_to("users.info")) == 1


async def test_an_account_is_found_by_its_address(accounts):
    found = await accounts.with_email("maya@example.com")

    assert found is not None
    assert found.user_id == MAYA
    assert await accounts.with_email("nobody@example.com") is None


async def test_another_refusal_is_none_of_the_accounts(slack, accounts):
    slack.fail_next("users.info", error="missing_scope")

    with pytest.raises(SlackRefusal, match="missing_scope"):
        await accounts.fetch(MAYA)
