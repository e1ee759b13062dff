"""Change fields of an open form, and update the view."""

import pytest

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.sandbox.slack.block_kit_examples import actions, button, modal, option, options, plain, select, text_input
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.forms import named, open_form, state_of
from tests.sandbox.slack.tiny_app import TinyApp


async def test_a_change_is_sent_at_once_where_the_block_says_so(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api, named(select(), dispatch_action=True), named(text_input(), "text"))

    await maya.fills("text", "Notes")
    silent = len(app.payloads)
    await maya.picks("field", "Option 1")

    action = app.last["actions"][0]
    assert (silent, len(app.payloads)) == (1, 2)
    assert (action["type"], action["block_id"], action["action_id"]) == ("static_select", "field", "answer")
    assert action["selected_option"]["value"] == "1"
    assert app.last["container"] == {"type": "view", "view_id": view["id"]}
    assert app.last["view"]["hash"] == view["hash"]
    assert state_of(app.last, "text")["value"] == "Notes"
    assert state_of(app.last)["selected_option"]["value"] == "1"
    assert not {"response_url", "channel", "message"} & set(app.last)


async def test_typed_text_can_be_sent_at_once_too(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api, named(text_input(), dispatch_action=True))

    await maya.fills("field", "Notes")

    assert app.last["actions"][0]["value"] == "Notes"


async def test_menus_outside_inputs_are_always_sent(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api, actions(select(), {"type": "overflow", "options": options(2), "action_id": "more"}))

    await maya.picks("choose", "Option 0")
    menu = app.last
    await maya.picks("more", "Option 1")

    assert menu["actions"][0]["selected_option"]["value"] == "0"
    assert app.last["actions"][0]["selected_option"]["value"] == "1"
    assert [list(block) for block in app.last["view"]["state"]["values"].values()] == [["choose"]]


async def test_a_dialog_that_is_denied_leaves_the_menu_as_it_was(maya: Person, app: TinyApp, api: Api) -> None:
    dialog = {name: plain("x") for name in ("title", "text", "confirm", "deny")}
    await open_form(maya, app, api, named(select(confirm=dialog), optional=True, dispatch_action=True))

    await maya.picks("field", "Option 0", confirms=False)

    assert len(app.payloads) == 1
    assert maya.view["state"]["values"]["field"]["answer"]["selected_option"] is None


async def test_what_was_typed_survives_an_update_of_the_same_field(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api, named(text_input(), "kept"), named(text_input(), "text#1"))
    await maya.fills("kept", "Mine")
    await maya.fills("text", "Forgotten")

    anew = modal(named(text_input(initial_value="Ours"), "kept"), named(text_input(initial_value="New"), "text#2"))
    await api("views.update", view_id=view["id"], view=anew)
    await maya.submits()

    assert state_of(app.last, "kept")["value"] == "Mine"
    assert state_of(app.last, "text#2")["value"] == "New"


async def test_an_update_takes_away_what_the_app_said_of_a_field(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api, named(text_input(initial_value="x")))
    app.reply = lambda _: {"response_action": "errors", "errors": {"field": "Too short"}}
    await maya.submits()
    complained = maya.view_errors

    await api("views.update", view_id=view["id"], view=modal(named(text_input())))

    assert complained
    assert maya.view_errors == {}


async def test_what_slacks_client_found_stays_through_an_update_while_it_is_so(
    maya: Person, app: TinyApp, api: Api
) -> None:
    view = await open_form(maya, app, api, named(text_input(), "name"), named(text_input(), "reason"))
    await maya.submits()
    await maya.fills("reason", "Filled since")

    anew = modal(named(text_input(), "name"), named(text_input(), "reason"), named(text_input(), "new"))
    await api("views.update", view_id=view["id"], view=anew)

    assert maya.view_errors == {"name": "Please complete this required field."}


async def test_an_option_that_is_no_longer_there_is_not_kept(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api, named(select(), optional=True))
    await maya.picks("field", "Option 1")

    anew = modal(named(select(options=[option("Other", "7")]), optional=True))
    await api("views.update", view_id=view["id"], view=anew)

    assert maya.view["state"]["values"]["field"]["answer"]["selected_option"] is None


async def test_things_go_by_label_and_by_the_text_on_a_button(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api, named(text_input(), label=plain("Bot name")), actions(button()))

    await maya.fills("Bot name", "Notes")
    await maya.clicks("Press")

    assert app.last["actions"][0]["action_id"] == "press"
    with pytest.raises(PersonCannotError):
        await maya.clicks("Pull")


async def test_a_name_that_fits_several_is_refused(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(maya, app, api, named(text_input(), "one"), named(text_input(), "two"))

    with pytest.raises(PersonCannotError, match="several"):
        await maya.fills("answer", "x")
