"""Presets fill the form in, and what a person has typed is theirs."""

import asyncio
from copy import deepcopy

import pytest

from bot.blocks.names import Action, Block, Field
from bot.sandbox.slack.payloads import Payloads
from bot.scheduling.forms.open_form import OpenForm
from tests.journeys.hand_made import post_interaction
from tests.journeys.reading import answer, assert_within

PRESETS = {
    "presets": [
        {"name": "Sales calls", "settings": {"bot_name": "Acme Sales", "language": "en", "retention": 720}},
        {
            "name": "Interviews",
            "settings": {"bot_name": "Acme Interviews", "transcript": "none", "chat_notice": "We record."},
            "bot_config": {"variant": {"zoom": "web_4_core"}, "automatic_leave": {"noone_joined_timeout": 300}},
        },
    ]
}


@pytest.fixture
async def world(a_sqlite_world):
    world = await a_sqlite_world(configuration=PRESETS)
    await world.opens_form("weekly")
    return world


async def chooses(world, preset: str) -> None:
    await world.and_it_changes(world.maya, world.maya.fills(Action.CHOOSE_PRESET, preset))


async def books(world) -> dict:
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    return world.scheduled()[0].json["bot_config"]


async def test_the_first_preset_fills_the_form(world):
    assert answer(world.maya.view, Field.PRESET) == "Sales calls"
    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Sales"
    assert answer(world.maya.view, Field.LANGUAGE) == "en"
    assert (await books(world))["recording_config"]["retention"] == {"type": "timed", "hours": 720}


async def test_another_preset_fills_the_form_anew(world):
    await chooses(world, "Interviews")

    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Interviews"
    assert answer(world.maya.view, Field.TRANSCRIPT) == "none"
    assert answer(world.maya.view, Field.CHAT_NOTICE) == "We record."
    assert answer(world.maya.view, Field.MEETING) is not None


async def test_another_preset_leaves_alone_what_was_typed(world):
    await world.maya.fills(Field.BOT_NAME, "Maya's notes")

    await chooses(world, "Interviews")

    assert answer(world.maya.view, Field.BOT_NAME) == "Maya's notes"
    assert answer(world.maya.view, Field.CHAT_NOTICE) == "We record."
    assert (await books(world))["bot_name"] == "Maya's notes"


async def test_it_also_reaches_what_is_behind_more_options(world):
    await chooses(world, "Interviews")

    config = await books(world)

    assert "retention" not in config["recording_config"]


async def test_there_and_back_is_as_before(world):
    await world.maya.fills(Field.CHAT_NOTICE, "Hello!")
    await chooses(world, "Interviews")

    await chooses(world, "Sales calls")

    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Sales"
    assert answer(world.maya.view, Field.CHAT_NOTICE) == "Hello!"
    assert (await books(world))["recording_config"]["retention"] == {"type": "timed", "hours": 720}


async def test_without_a_preset_the_defaults_are_back(world):
    await chooses(world, "No preset")

    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"
    assert "variant" not in await books(world)


async def test_a_presets_bot_config_lies_beneath_the_form(world):
    await chooses(world, "Interviews")
    await world.maya.fills(Field.BOT_NAME, "Maya's notes")

    config = await books(world)

    assert_within(
        {
            "bot_name": "Maya's notes",
            "variant": {"zoom": "web_4_core"},
            "automatic_leave": {"noone_joined_timeout": 300, "waiting_room_timeout": 600},
        },
        config,
    )


async def test_what_this_version_does_not_know_is_sent_as_it_is(a_sqlite_world):
    preset = {"name": "New", "bot_config_extra": {"something_new": {"of": "tomorrow"}}}
    world = await a_sqlite_world(configuration={"presets": [preset]})
    await world.opens_form("weekly")

    await world.maya.submits()
    await world.card(saying="something")  # the pretend Recall does not know it either, and says so

    assert world.scheduled()[0].json["bot_config"]["something_new"] == {"of": "tomorrow"}


async def test_the_required_notice_is_in_the_form_from_the_start(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"required_notice": "This call is recorded."}})
    await world.opens_form("weekly")

    assert answer(world.maya.view, Field.CHAT_NOTICE) == "This call is recorded."
    assert (await books(world))["chat"]["on_bot_join"] == {"send_to": "everyone", "message": "This call is recorded."}


async def test_the_required_notice_cannot_be_left_out(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"required_notice": "This call is recorded."}})
    await world.opens_form("weekly")

    await world.maya.fills(Field.CHAT_NOTICE, "Hello!")
    await world.maya.submits()

    assert world.maya.view_errors[Field.CHAT_NOTICE] == ("Your workspace requires these words: This call is recorded.")
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_a_recording_is_kept_no_longer_than_the_operator_allows(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"max_retention_hours": 48}})
    await world.opens_form("weekly")
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))

    assert answer(world.maya.view, Field.RETENTION) == "48"
    assert "Forever" not in world.form()
    assert (await books(world))["recording_config"]["retention"] == {"type": "timed", "hours": 48}


async def test_a_preset_that_went_away_while_the_form_was_open_is_asked_for_again(a_sqlite_world, world):
    """After a restart with another CONFIG_FILE."""
    await world.stops()
    world.settings = world.settings.model_copy(
        update={"configuration": world.settings.configuration.model_copy(update={"presets": ()})}
    )
    await world.starts()

    await world.maya.submits()

    assert "This preset no longer exists. Choose another one." in str(world.maya.view_errors)
    assert world.scheduled() == []


async def test_more_bots_in_a_day_than_allowed_are_refused_in_the_form(a_sqlite_world):
    def prepare(world):
        world.meeting()
        world.meeting("Review", start=world.hours(5), meeting_url="https://meet.google.com/xyz-wxyz-xyz")

    world = await a_sqlite_world(prepare=prepare, configuration={"policy": {"max_bots_per_person_per_day": 1}})
    await world.books()

    await world.opens_form("review")
    await world.maya.submits()

    assert "your admin allows 1" in world.maya.view_errors[Field.MEETING]
    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1


def clicked(world, block_id: str, action_id: str, state: dict) -> dict:
    """What a click in the form sends as it stands now; Slack does not wait for the app to answer the last one."""
    view = world.slack.workspace.views.top_of("U0MAYA")
    action = {"block_id": block_id, "action_id": action_id, **state}
    return deepcopy(Payloads(world.slack.workspace).block_actions(world.maya.user, view, action))


def chosen_at_once(world, preset: str) -> dict:
    option = {"text": {"type": "plain_text", "text": preset, "emoji": False}, "value": preset}
    state = {"type": "static_select", "selected_option": option}
    view = world.slack.workspace.views.top_of("U0MAYA")
    world.slack.workspace.views.enter(view, (str(Field.PRESET), str(Action.CHOOSE_PRESET)), state)
    return clicked(world, Field.PRESET, Action.CHOOSE_PRESET, state)


async def test_of_two_quick_clicks_the_second_counts_in_the_whole_form(world):
    first = clicked(world, Block.MORE_OPTIONS, Action.TOGGLE_MORE_OPTIONS, {"type": "button"})
    second = chosen_at_once(world, "Interviews")

    await world.and_it_changes(world.maya, post_interaction(world, first))
    await world.and_it_changes(world.maya, post_interaction(world, second))

    assert answer(world.maya.view, Field.PRESET) == "Interviews"
    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Interviews"


async def test_of_two_presets_chosen_at_once_none_is_mixed_with_the_other(world):
    first, second = chosen_at_once(world, "Interviews"), chosen_at_once(world, "Sales calls")

    await world.and_it_changes(world.maya, post_interaction(world, first))
    await world.and_it_changes(world.maya, post_interaction(world, second))

    assert answer(world.maya.view, Field.PRESET) == "Sales calls"
    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Sales"
    assert answer(world.maya.view, Field.TRANSCRIPT) != "none"


async def test_a_click_that_is_answered_late_does_not_undo_a_newer_one(world, monkeypatch):
    goes_on, apply_action = asyncio.Event(), OpenForm.apply_action

    async def slow_at_first(self, person, form, action):
        if form.answers.preset == "Interviews":
            await goes_on.wait()
        return await apply_action(self, person, form, action)

    monkeypatch.setattr(OpenForm, "apply_action", slow_at_first)
    first, second = chosen_at_once(world, "Interviews"), chosen_at_once(world, "Sales calls")

    await post_interaction(world, first)
    await world.and_it_changes(world.maya, post_interaction(world, second))
    goes_on.set()
    await world.until(lambda: len(world.slack.calls_to("views.update")) == 2)

    assert answer(world.maya.view, Field.PRESET) == "Sales calls"
    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Sales"
