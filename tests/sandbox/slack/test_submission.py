"""Submit and close forms, with every answer of the app."""

from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.sandbox.slack.block_kit_examples import actions, button, field, modal, plain, section, text_input, without
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp

Json = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"
FORM = modal(
    field(text_input(initial_value="x", action_id="answer"), block_id="field"),
    actions(button()) | {"block_id": "buttons"},
    close=plain("Cancel"),
)


async def open_form(maya: Person, app: TinyApp, api: Api, view: Json = FORM) -> Json:
    await maya.types("/recall-schedule", "C0GENERAL")
    return (await api("views.open", trigger_id=app.last["trigger_id"], view=view))["view"]


async def push_form(maya: Person, app: TinyApp, api: Api) -> Json:
    await maya.clicks("press")
    return (await api("views.push", trigger_id=app.last["trigger_id"], view=FORM))["view"]


async def test_no_answer_but_200_closes_the_view(maya: Person, app: TinyApp, api: Api) -> None:
    first = await open_form(maya, app, api)
    await push_form(maya, app, api)

    await maya.submits()
    below = maya.view
    await maya.submits()

    assert below["id"] == first["id"]
    assert maya.view is None
    assert maya.notices == []


async def test_clear_closes_the_whole_stack(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api)
    await push_form(maya, app, api)
    app.reply = lambda _: {"response_action": "clear"}

    await maya.submits()

    assert maya.view is None


async def test_errors_stand_beside_their_fields(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api)
    app.reply = lambda _: {"response_action": "errors", "errors": {"field": "Too short"}}

    await maya.submits()
    shown = maya.view_errors
    app.reply = lambda _: None
    await maya.submits()

    assert shown == {"field": "Too short"}
    assert [payload["view"]["id"] for payload in app.payloads[1:]] == [view["id"]] * 2
    assert maya.view is None


async def test_update_shows_the_same_view_anew(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api)
    app.reply = lambda _: {"response_action": "update", "view": FORM | {"title": plain("New")}}

    await maya.fills("field", "Mine")
    await maya.submits()

    assert (maya.view["id"], maya.view["title"]["text"]) == (view["id"], "New")
    assert maya.view["hash"] != view["hash"]
    assert maya.view["state"]["values"]["field"]["answer"]["value"] == "Mine"


async def test_push_puts_a_view_on_top(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api)
    app.reply = lambda _: {"response_action": "push", "view": modal(title=plain("On top"))}

    await maya.submits()

    assert (maya.view["title"]["text"], maya.view["previous_view_id"]) == ("On top", view["id"])


ILLEGAL = {
    "words": "Thanks",
    "an empty object": {},
    "ok": {"ok": True},
    "text": {"text": "Thanks"},
    "an unknown action": {"response_action": "close"},
    "no errors": {"response_action": "errors", "errors": {}},
    "an error beside nothing": {"response_action": "errors", "errors": {"_": "Wrong"}},
    "an error beside buttons": {"response_action": "errors", "errors": {"buttons": "Wrong"}},
    "an error without words": {"response_action": "errors", "errors": {"field": ""}},
    "errors as a list": {"response_action": "errors", "errors": ["field"]},
    "a view that breaks a limit": {"response_action": "update", "view": modal(title=plain("x" * 25))},
    "a view without submit": {"response_action": "update", "view": without(FORM, "submit")},
    "no view": {"response_action": "update", "view": None},
    "one thing too many": {"response_action": "clear", "view": FORM},
    "not 200": PlainTextResponse("", 500),
    "202": PlainTextResponse("", 202),
}


@pytest.mark.parametrize("reply", ILLEGAL.values(), ids=ILLEGAL.keys())
async def test_anything_else_is_trouble_connecting(maya: Person, app: TinyApp, api: Api, reply: object) -> None:
    view = await open_form(maya, app, api)
    app.reply = lambda _: reply

    await maya.submits()

    assert maya.notices == [TROUBLE]
    assert maya.view == view


async def test_a_late_answer_is_trouble_and_the_form_stays(
    slack: PretendSlack, maya: Person, app: TinyApp, api: Api
) -> None:
    await open_form(maya, app, api)
    slack.deliveries.patience = 0.02
    app.seconds = 0.2
    await maya.submits()
    app.seconds = 0
    slack.deliveries.patience = 3

    await maya.submits()

    assert maya.notices == [TROUBLE]
    assert maya.view is None


async def test_a_form_can_be_submitted_twice_in_one_breath(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api)

    await maya.submits(twice=True)

    first, second = app.payloads[1:]
    assert first["view"] == second["view"]
    assert first["trigger_id"] != second["trigger_id"]
    assert maya.view is None


async def test_a_replay_changes_nothing_by_itself(slack: PretendSlack, maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api)
    delivery = await maya.submits()
    view = await open_form(maya, app, api)

    replayed = await slack.replay(delivery)

    assert replayed.payload == delivery.payload
    assert maya.view == view


async def test_without_a_submit_button_nothing_is_submitted(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api, without(modal(section()), "submit"))

    with pytest.raises(PersonCannotError):
        await maya.submits()


@pytest.mark.parametrize(("view", "told"), [(FORM, False), (FORM | {"notify_on_close": True}, True)])
async def test_closing_is_told_where_it_was_asked_for(
    maya: Person, app: TinyApp, api: Api, view: Json, told: bool
) -> None:
    await open_form(maya, app, api, view)

    await maya.closes()

    assert maya.view is None
    assert (app.last.get("type") == "view_closed") is told
    assert app.last.get("is_cleared", False) is False


async def test_closing_can_take_the_whole_stack(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api)
    await maya.clicks("press")
    view = FORM | {"clear_on_close": True, "notify_on_close": True}
    await api("views.push", trigger_id=app.last["trigger_id"], view=view)

    await maya.closes()

    assert maya.view is None
    assert app.last["is_cleared"]


async def test_with_nothing_open_there_is_nothing_to_close(maya: Person) -> None:
    with pytest.raises(PersonCannotError):
        await maya.closes()
