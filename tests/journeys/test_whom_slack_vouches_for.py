"""Only people of this workspace for whom Slack vouches; everyone else is told so in private."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import SALES
from tests.journeys.hand_made import command, post, post_interaction, submission
from tests.journeys.reading import words


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (
            {"is_email_confirmed": False},
            "We need a confirmed email address to find your meetings. Confirm "
            "yours in your Slack account settings, then try again.",
        ),
        (
            {"email": None},
            "We need your email address to find your meetings, but Slack doesn't share it "
            "with this app. Ask your admin to let the app read email addresses.",
        ),
        (
            {"is_restricted": True},
            "Guests can't schedule bots in this workspace. Ask a full member to "
            "schedule it, or your admin to allow guests.",
        ),
        (
            {"is_ultra_restricted": True},
            "Guests can't schedule bots in this workspace. Ask a full member "
            "to schedule it, or your admin to allow guests.",
        ),
    ],
)
async def test_whom_slack_does_not_vouch_for_is_told_in_private(world, trouble, sentence):
    eve = world.slack.person("U0EVE", **{"email": "maya@example.com", **trouble})
    world.slack.workspace.directory.channel(SALES).members.add("U0EVE")

    await world.opens_form("weekly", person=eve)

    assert sentence in world.form(eve)
    assert "Weekly sync" not in world.form(eve)
    assert world.slack.messages(SALES) == []


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (
            {"is_stranger": True},
            "You're in this channel from another workspace. Ask someone from the "
            "workspace that has this app to schedule the bot.",
        ),
        (
            {"team_id": "T0OTHER"},
            "This app only works for members of the workspace it's installed in. Ask "
            "someone there to schedule the bot.",
        ),
        ({"is_bot": True}, "Bots can't schedule bots. Please use a person's account."),
        ({"deleted": True}, "This Slack account is deactivated. Please use another account."),
    ],
)
async def test_an_account_that_could_not_even_type_the_command_gets_nothing_by_forging_it(world, trouble, sentence):
    world.slack.add_user("U0EVE", email="maya@example.com", **trouble)
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)

    answer = await post_interaction(world, {**payload, "user": {"id": "U0EVE", "team_id": "T0EXAMPLE"}})

    assert sentence in words(answer.json())
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_a_slack_that_does_not_say_whether_an_address_is_confirmed_keeps_no_one_out(world):
    eve = world.slack.person("U0EVE", email="maya@example.com", is_email_confirmed=None)
    world.slack.workspace.directory.channel(SALES).members.add("U0EVE")

    await world.opens_form("weekly", person=eve)

    assert "Weekly sync" in world.form(eve)


@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
async def test_an_account_that_slack_does_not_show_gets_a_sentence_in_private(world, log, code):
    world.slack.fail_next("users.info", error=code)

    await world.opens_form("weekly", person=world.jonas)

    assert (
        "Slack doesn't share your account with this app, so we can't find your meetings. Ask a full "
        "member of this workspace to schedule the bot."
    ) in world.form(world.jonas)
    assert len(world.slack.calls_to("users.info")) == 1
    assert "unexpected error" not in log.text


@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
async def test_an_account_that_is_not_shown_any_more_can_do_nothing_within_minutes(world, code):
    card = await world.books()
    world.clock.advance(timedelta(minutes=5))
    world.slack.fail_next("users.info", error=code)

    await world.maya.clicks(Action.CANCEL_BOT, card)

    assert (
        "Slack doesn't share your account with this app, so we can't find your meetings. Ask a full "
        "member of this workspace to schedule the bot."
    ) in await world.reads_ephemeral()
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_guests_may_book_where_the_operator_allows_them(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"guests": True}})
    world.jonas.user.is_restricted = True
    world.meeting("Review", start=world.hours(5), attendees=["jonas@example.com"])

    await world.opens_form(person=world.jonas)

    assert "Guests" not in world.form(world.jonas)


async def test_someone_who_left_loses_access_within_the_hour(world):
    await world.opens_form("weekly")
    world.maya.user.deleted = True
    world.clock.advance(timedelta(hours=1))

    await world.maya.submits()

    assert "deactivated" in world.form()
    assert world.scheduled() == []


async def test_on_a_booking_they_can_do_nothing_within_minutes(world):
    card = await world.books()
    world.maya.user.is_restricted = True
    world.clock.advance(timedelta(minutes=5))

    await world.maya.clicks(Action.CANCEL_BOT, card)

    assert (
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    ) in await world.reads_ephemeral()
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_while_slack_cannot_be_asked_its_word_of_the_last_hour_counts(world):
    card = await world.books()
    world.clock.advance(timedelta(minutes=5))
    world.slack.fail_next("users.info", error="internal_error", times=3)

    await world.maya.clicks(Action.CANCEL_BOT, card)

    await world.card(saying="Canceled:")


async def test_a_command_from_another_workspace_is_refused_in_private(world):
    answer = await post(world, command(team_id="T0OTHER", text="weekly"))

    assert (
        "This app only works for members of the workspace it's installed in. Ask someone there to schedule the bot."
    ) in answer.json()["text"]
    assert world.slack.calls_to("views.open") == []


async def test_a_submission_from_another_workspace_is_refused_in_private(world):
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    payload["view"]["app_installed_team_id"] = "T0OTHER"

    answer = await post_interaction(world, payload)

    assert (
        "This app only works for members of the workspace it's installed in. Ask someone there to schedule the bot."
    ) in words(answer.json())
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_a_click_from_another_workspace_is_refused_in_private(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    payload = {**world.slack.delivered[-1].payload, "team": {"id": "T0OTHER"}}
    payload["actions"][0]["action_id"] = Action.CANCEL_BOT

    await post_interaction(world, payload)

    assert (
        "This app only works for members of the workspace it's installed in. Ask someone there to schedule the bot."
    ) in await world.reads_ephemeral()
    await world.nothing_is_left_to_do()
    world.only_bot()
