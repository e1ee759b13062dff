"""Check triggers, stacks, hashes and the other rules of `views.*`."""

from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import actions, button, field, modal, plain, section, text_input
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp

HOME = {"type": "home", "blocks": [section()]}


async def trigger_of(maya: Person, app: TinyApp) -> str:
    await maya.types("/recall-schedule", "C0GENERAL")
    return app.last["trigger_id"]


async def trigger_from_the_view(maya: Person, app: TinyApp) -> str:
    await maya.clicks("press")
    return app.last["trigger_id"]


async def test_a_trigger_opens_one_view(maya: Person, app: TinyApp, api: Api) -> None:
    trigger_id = await trigger_of(maya, app)

    opened = await api("views.open", trigger_id=trigger_id, view=modal(private_metadata="kept"))
    again = await api("views.open", trigger_id=trigger_id, view=modal())

    assert maya.view == opened["view"]
    assert maya.view["private_metadata"] == "kept"
    assert again["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize(("seconds", "error"), [(3, None), (3.1, "expired_trigger_id")])
async def test_a_trigger_lives_for_three_seconds(
    maya: Person, app: TinyApp, api: Api, clock: MovableClock, seconds: float, error: str | None
) -> None:
    trigger_id = await trigger_of(maya, app)
    clock.advance(timedelta(seconds=seconds - 0.05 if error is None else seconds))

    assert (await api("views.open", trigger_id=trigger_id, view=modal())).get("error") == error


async def test_no_one_makes_up_a_trigger(api: Api) -> None:
    assert (await api("views.open", trigger_id="1.2.3", view=modal()))["error"] == "invalid_trigger_id"
    assert (await api("views.open", view=modal()))["error"] == "invalid_arguments"


async def test_a_refused_view_leaves_the_trigger_unspent(maya: Person, app: TinyApp, api: Api) -> None:
    trigger_id = await trigger_of(maya, app)

    refused = await api("views.open", trigger_id=trigger_id, view=modal(title=plain("x" * 25)))
    opened = await api("views.open", trigger_id=trigger_id, view=modal())

    assert refused["error"] == "invalid_arguments"
    assert "/view/title/text" in refused["response_metadata"]["messages"][0]
    assert opened["ok"]


async def test_a_view_can_be_too_large(maya: Person, app: TinyApp, api: Api) -> None:
    large = modal(*[section(plain("x" * 2600))] * 100)

    answer = await api("views.open", trigger_id=await trigger_of(maya, app), view=large)

    assert answer["error"] == "view_too_large"


async def test_three_views_are_a_full_stack(maya: Person, app: TinyApp, api: Api) -> None:
    view = modal(actions(button()))
    first = await api("views.open", trigger_id=await trigger_of(maya, app), view=view)
    answers = [await api("views.push", trigger_id=await trigger_from_the_view(maya, app), view=view) for _ in range(3)]

    assert [answer.get("error") for answer in answers] == [None, None, "push_limit_reached"]
    assert maya.view["root_view_id"] == first["view"]["id"]
    assert maya.view["previous_view_id"] == answers[0]["view"]["id"]


async def test_only_a_trigger_from_a_view_can_push(maya: Person, app: TinyApp, api: Api) -> None:
    answer = await api("views.push", trigger_id=await trigger_of(maya, app), view=modal())

    assert answer["error"] == "invalid_trigger_id"


async def test_an_update_needs_the_hash_that_is_there(maya: Person, app: TinyApp, api: Api) -> None:
    opened = (await api("views.open", trigger_id=await trigger_of(maya, app), view=modal()))["view"]
    address = {"view_id": opened["id"], "hash": opened["hash"]}

    updated = await api("views.update", **address, view=modal(title=plain("New")))
    outdated = await api("views.update", **address, view=modal(title=plain("Newer")))
    without_hash = await api("views.update", view_id=opened["id"], view=modal(title=plain("Newest")))

    assert updated["view"]["hash"] != opened["hash"]
    assert outdated["error"] == "hash_conflict"
    assert without_hash["ok"]
    assert maya.view["title"]["text"] == "Newest"


async def test_a_closed_view_cannot_be_updated(maya: Person, app: TinyApp, api: Api) -> None:
    opened = (await api("views.open", trigger_id=await trigger_of(maya, app), view=modal()))["view"]

    await maya.closes()

    assert (await api("views.update", view_id=opened["id"], view=modal()))["error"] == "not_found"
    assert (await api("views.update", view=modal()))["error"] == "invalid_arguments"
    assert maya.view is None


async def test_an_external_id_is_one_views_own(slack: PretendSlack, maya: Person, app: TinyApp, api: Api) -> None:
    await api("views.open", trigger_id=await trigger_of(maya, app), view=modal(external_id="mine"))
    trigger_id = await trigger_of(slack.person("U0JONAS"), app)

    taken = await api("views.open", trigger_id=trigger_id, view=modal(external_id="mine"))
    updated = await api("views.update", external_id="mine", view=modal(title=plain("New"), external_id="mine"))

    assert taken["error"] == "duplicate_external_id"
    assert updated["ok"]
    assert maya.view["title"]["text"] == "New"


async def test_a_new_stack_takes_the_place_of_the_old_one(maya: Person, app: TinyApp, api: Api) -> None:
    old = (await api("views.open", trigger_id=await trigger_of(maya, app), view=modal()))["view"]

    await api("views.open", trigger_id=await trigger_of(maya, app), view=modal(title=plain("New")))

    assert maya.view["title"]["text"] == "New"
    assert (await api("views.update", view_id=old["id"], view=modal()))["error"] == "not_found"


async def test_home_is_published_for_one_person(slack: PretendSlack, maya: Person, api: Api) -> None:
    published = (await api("views.publish", user_id="U0MAYA", view=HOME))["view"]
    again = await api("views.publish", user_id="U0MAYA", view=HOME, hash="other")

    assert maya.home == published
    assert slack.person("U0JONAS").home is None
    assert again["error"] == "hash_conflict"
    assert (await api("views.publish", user_id="U0MAYA", view=modal()))["error"] == "invalid_arguments"


async def test_home_can_be_switched_off(slack: PretendSlack, api: Api) -> None:
    slack.installation.home_tab_enabled = False

    assert (await api("views.publish", user_id="U0MAYA", view=HOME))["error"] == "not_enabled"


async def test_slack_adds_the_ids_and_defaults_that_are_missing(maya: Person, app: TinyApp, api: Api) -> None:
    view = modal(field(text_input()), section())

    await api("views.open", trigger_id=await trigger_of(maya, app), view=view)

    first, second = maya.view["blocks"]
    assert first["block_id"] != second["block_id"]
    assert first["element"]["action_id"]
    assert second["text"] == plain(emoji=True)
