"""A person's rule: previewed, turned on, paused and turned off; and the team's switch."""

from datetime import timedelta

import pytest

from bot.blocks.names import COMMAND, Action, Callback, RuleField
from bot.core.identifiers import UserId
from bot.sandbox.recall.workspace import Guest
from handlers import rules_form
from tests.journeys.furniture import OTHER_MEET, SALES, ZOOM
from tests.journeys.homes import home_says, opens_home
from tests.journeys.waiting import until
from tests.journeys.world import World

DAY = timedelta(days=1)
MAYA = "maya@example.com"
PRIYA = Guest("priya@acme.test", "Priya", "accepted")
EXTERNAL = "Meetings with external people"


def meetings(world: World) -> None:
    """Maya's: one with Priya from outside tomorrow, one with Jonas the day after, and a private one."""
    tomorrow = world.hours(3) + DAY
    world.meeting("Acme call", start=tomorrow, attendees=[MAYA, PRIYA])
    world.meeting("Sync", start=tomorrow + DAY, meeting_url=OTHER_MEET, attendees=[MAYA, "jonas@example.com"])
    world.meeting("Doctor", start=tomorrow + 2 * DAY, meeting_url=ZOOM, attendees=[MAYA, PRIYA], private=True)


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world(prepare=meetings, configuration={"policy": {"operators": ["U0OLGA"]}})
    world.hears_recall()
    return world


def booked(world: World) -> list[str]:
    """The titles of the meetings that bots are booked for."""
    return sorted(event.title for event in world.recall.events for _ in world.recall.bots_of(event.id))


async def opens_rules(world: World, person=None) -> None:
    who = person or world.maya
    await who.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: who.view and who.view["callback_id"] == Callback.RULES_FORM)


async def turns_on(world: World, *matches: str) -> None:
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, list(matches))
    await world.maya.submits()
    await world.maya.submits()
    await world.maya.closes()


async def test_a_rule_is_previewed_and_nothing_is_booked_before_it_is_turned_on(world):
    await opens_rules(world)
    assert "Your rule is off." in world.form()
    await world.maya.fills(RuleField.MATCHES, [EXTERNAL])
    await world.maya.submits()

    preview = world.form()
    assert "*In the next 7 days: 1 meeting, 0.5 hours, about $0.33*" in preview
    assert "Acme call" in preview
    assert "Because of your rule: meetings with external people." in preview
    assert "*Won't be recorded: 2 meetings*" in preview
    assert "It's private." in preview
    await world.nothing_is_left_to_do()
    assert booked(world) == []

    await world.maya.submits()

    assert "*Your rule is on:* meetings with external people." in world.form()
    await world.until_recall(lambda: booked(world) == ["Acme call"])
    await world.maya.closes()
    assert world.maya.view is None


async def test_a_wrong_answer_gets_a_sentence_beneath_its_field_and_nothing_is_lost(world):
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, [EXTERNAL])
    await world.maya.fills(RuleField.NEVER_PEOPLE, "Jonas")
    await world.maya.submits()

    sentence = '"jonas" isn\'t an email address. Write one on each line.'
    assert world.maya.view_errors == {RuleField.NEVER_PEOPLE: sentence}
    await world.maya.fills(RuleField.NEVER_PEOPLE, "priya@acme.test")
    await world.maya.submits()
    assert "*No meeting in the next 7 days would be recorded.*" in world.form()


async def test_closing_the_preview_leads_back_to_the_form_as_it_was_typed(world):
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, [EXTERNAL])
    await world.maya.submits()

    await world.maya.closes()

    assert world.maya.view["callback_id"] == Callback.RULES_FORM
    (state,) = world.maya.view["state"]["values"][RuleField.MATCHES].values()
    assert [each["text"]["text"] for each in state["selected_options"]] == [EXTERNAL]


async def test_a_rule_is_paused_resumed_and_turned_off_and_what_a_person_booked_stays(world):
    await world.books("Sync")
    await turns_on(world, EXTERNAL)
    await world.until_recall(lambda: booked(world) == ["Acme call", "Sync"])

    await opens_rules(world)
    await world.and_it_changes(world.maya, world.maya.clicks(Action.PAUSE_RULES))
    assert "Bots that people scheduled themselves stay" in world.maya.dialogs[-1]["text"]["text"]
    await world.until_recall(lambda: booked(world) == ["Sync"])

    await world.and_it_changes(world.maya, world.maya.clicks(Action.RESUME_RULES))
    await world.until_recall(lambda: booked(world) == ["Acme call", "Sync"])

    await world.and_it_changes(world.maya, world.maya.clicks(Action.TURN_OFF_RULE))
    assert "Your rule is off." in world.form()
    await world.until_recall(lambda: booked(world) == ["Sync"])


async def test_changes_that_are_saved_turn_nothing_on_that_was_turned_off_meanwhile(world):
    await turns_on(world, EXTERNAL)
    await opens_rules(world)
    await world.maya.submits()
    assert "Save changes" in str(world.maya.view["submit"])

    maya = await world.program.personal.people.find(UserId(world.maya.user.id))
    await world.program.rules.personal.turn_off(maya)
    await world.maya.submits()

    assert "*Your rule is off.*" in world.form()
    assert not (await world.program.rules.personal.load(maya)).rule.is_on


async def test_anyone_who_leaves_the_company_has_nothing_recorded_from_then_on(world):
    await turns_on(world, EXTERNAL)
    await world.until_recall(lambda: booked(world) == ["Acme call"])

    await world.maya.leaves()

    await world.until_recall(lambda: booked(world) == [])


async def test_an_admin_pauses_the_rules_of_all_and_others_cannot(world):
    await turns_on(world, EXTERNAL)
    await world.until_recall(lambda: booked(world) == ["Acme call"])
    await opens_rules(world)
    assert Action.PAUSE_TEAM_RULES not in str(world.maya.view)

    await opens_rules(world, world.olga)
    await world.and_it_changes(world.olga, world.olga.clicks(Action.PAUSE_TEAM_RULES))

    assert world.olga.dialogs[-1]["title"]["text"] == "Pause all rules and series?"
    await world.until_recall(lambda: booked(world) == [])
    await opens_home(world)
    assert "*An admin paused rules and series for the whole team.*" in world.home()


async def test_home_shows_the_rule_and_why_a_meeting_is_recorded(world):
    await opens_home(world)
    assert "*Your rule is off.*" in world.home()

    await world.maya.clicks(Action.SHOW_RULES)
    await world.until(lambda: world.maya.view)
    await world.maya.closes()
    await turns_on(world, EXTERNAL)

    await home_says(world, "Because of your rule: meetings with external people")
    assert "*Your rule is on:* meetings with external people." in world.home()


async def test_the_button_beside_why_leads_its_owner_to_the_rule_and_others_read_whose_it_is(world):
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, ["All my meetings"])
    await world.maya.fills(RuleField.DESTINATION, SALES)
    await world.maya.submits()
    await world.maya.submits()
    await world.maya.closes()
    await world.until_recall(lambda: len(booked(world)) == 2)
    await opens_home(world, world.jonas)

    await world.jonas.clicks(Action.CHANGE_ORIGIN)

    await world.until(lambda: "because of <@U0MAYA>'s rule. Only they can change that." in world.form(world.jonas))
    await opens_home(world)
    await world.until(lambda: world.maya.home)
    await world.maya.clicks(f"booking_buttons#1/{Action.CHANGE_ORIGIN}")
    await world.until(lambda: "Your rule is on" in world.form())


async def test_a_time_for_the_days_plan_is_chosen_with_the_rule(world):
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, [EXTERNAL])
    await world.maya.fills(RuleField.PLAN_AT, "08:00")
    await world.maya.submits()
    await world.maya.submits()

    assert "You get the plan for the day at 08:00." in world.form()
    await until(lambda: _plan_at(world))


async def _plan_at(world: World) -> object:
    (chosen,) = await world.store.preferences.find_with_plan(world.slack.installation.team_id)
    return chosen.plan_at == 8 * 60


async def test_a_preview_that_takes_long_comes_after_the_ack(world, monkeypatch):
    monkeypatch.setattr(rules_form, "PATIENCE_SECONDS", 0)
    await opens_rules(world)
    await world.maya.fills(RuleField.MATCHES, [EXTERNAL])

    await world.maya.submits()

    await world.until(lambda: "*In the next 7 days: 1 meeting" in world.form())
    await world.maya.submits()
    await world.until_recall(lambda: booked(world) == ["Acme call"])
