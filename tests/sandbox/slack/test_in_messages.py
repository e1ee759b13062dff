"""Use shortcuts on messages, and buttons in them."""

import pytest
from starlette.responses import JSONResponse

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.sandbox.slack.block_kit_examples import actions, button, confirm
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp


async def test_a_shortcut_brings_the_whole_message(maya: Person, app: TinyApp) -> None:
    first = await maya.says("Plan: https://example.com/j/1?a=1&b=2", "C0SECRET")
    reply = await maya.says("Sure", "C0SECRET", thread_ts=first.ts)

    await maya.uses_shortcut("schedule", "C0SECRET", reply)
    await maya.uses_shortcut("schedule", "C0SECRET", first)

    of_reply, of_first = app.payloads
    assert (of_first["type"], of_first["callback_id"]) == ("message_action", "schedule")
    assert of_first["message"]["text"] == "Plan: <https://example.com/j/1?a=1&amp;b=2>"
    link = of_first["message"]["blocks"][0]["elements"][0]["elements"][1]
    assert link == {"type": "link", "url": "https://example.com/j/1?a=1&b=2"}
    assert of_first["channel"] == {"id": "C0SECRET", "name": "privategroup"}
    assert of_reply["message"]["thread_ts"] == first.ts
    assert of_reply["message_ts"] == reply.ts
    assert of_first["response_url"] != of_reply["response_url"]


async def test_a_button_in_a_message_brings_its_message(maya: Person, app: TinyApp, api: Api) -> None:
    block = actions(button(value="7", style="danger")) | {"block_id": "buttons"}
    await api("chat.postMessage", channel="C0GENERAL", text="Card", blocks=[block])
    (message,) = maya.sees("C0GENERAL")

    await maya.clicks("Press", message)

    action = {name: value for name, value in app.last["actions"][0].items() if name != "action_ts"}
    assert action == {
        "type": "button",
        "block_id": "buttons",
        "action_id": "press",
        "text": {"type": "plain_text", "text": "Press", "emoji": True},
        "value": "7",
        "style": "danger",
    }
    assert app.last["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "C0GENERAL",
        "is_ephemeral": False,
    }
    assert app.last["message"]["text"] == "Card"
    assert app.last["user"]["team_id"] == "T0EXAMPLE"


async def test_an_ephemeral_message_is_not_shown_to_the_app_again(maya: Person, app: TinyApp, api: Api) -> None:
    await api("chat.postEphemeral", channel="C0GENERAL", user="U0MAYA", text="x", blocks=[actions(button())])

    await maya.clicks("press", maya.ephemerals[0])

    assert app.last["container"]["is_ephemeral"]
    assert "message" not in app.last


async def test_a_dialog_asks_before_anything_is_sent(maya: Person, app: TinyApp, api: Api) -> None:
    blocks = [actions(button(confirm=confirm(), url="https://example.com"))]
    await api("chat.postMessage", channel="C0GENERAL", text="Card", blocks=blocks)
    (message,) = maya.sees("C0GENERAL")

    await maya.clicks("press", message, confirms=False)
    denied = len(app.payloads)
    await maya.clicks("press", message)

    assert (denied, len(app.payloads), len(maya.dialogs)) == (0, 1, 2)
    assert maya.opened_links == ["https://example.com"]


async def test_a_click_that_no_one_takes_is_shown_as_a_failure(maya: Person, app: TinyApp, api: Api) -> None:
    await api("chat.postMessage", channel="C0GENERAL", text="Card", blocks=[actions(button())])
    app.reply = lambda _: JSONResponse({"error": "unhandled request"}, 404)

    await maya.clicks("press", maya.sees("C0GENERAL")[0])

    assert maya.notices == ["That did not work (http_error_404)"]


async def test_buttons_of_other_apps_are_not_ours(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    slack.add_channel("C0CALENDAR", members={"U0MAYA"})
    invitation = await maya.says("Planning", "C0CALENDAR", blocks=[actions(button()) | {"block_id": "b"}])

    with pytest.raises(PersonCannotError):
        await maya.clicks("press", invitation)

    assert app.payloads == []
