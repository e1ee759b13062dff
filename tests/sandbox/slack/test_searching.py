"""Search in menus that ask the app for their options."""

from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from bot.sandbox.slack.options_answer import OptionsAnswer
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.sandbox.slack.block_kit_examples import external, field, group, modal, option, options, text_input
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp

Json = dict[str, Any]


async def open_menu(maya: Person, app: TinyApp, api: Api, menu: Json) -> None:
    view = modal(
        field({**menu, "action_id": "pick"}, block_id="meeting"),
        field(text_input(initial_value="Mine"), block_id="notes"),
    )
    await maya.types("/recall-schedule", "C0GENERAL")
    await api("views.open", trigger_id=app.last["trigger_id"], view=view)


async def test_a_search_asks_the_app(maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external(min_query_length=0))
    app.reply = lambda _: {"options": options(2)}

    answer = await maya.searches("pick", "weekly")

    assert (app.last["type"], app.last["value"]) == ("block_suggestion", "weekly")
    assert (app.last["block_id"], app.last["action_id"]) == ("meeting", "pick")
    assert app.last["container"] == {"type": "view", "view_id": maya.view["id"]}
    assert next(iter(app.last["view"]["state"]["values"]["notes"].values()))["value"] == "Mine"
    assert not {"channel", "trigger_id", "response_url"} & set(app.last)
    assert answer.texts == ["Option 0", "Option 1"]


async def test_groups_keep_their_labels(maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external(min_query_length=0))
    app.reply = lambda _: {"option_groups": [group(1, "Today"), group(2, "Tomorrow")]}

    answer = await maya.searches("meeting")

    assert [(label, len(found)) for label, found in answer.groups] == [("Today", 1), ("Tomorrow", 2)]


@pytest.mark.parametrize(
    ("menu", "query", "asked"),
    [
        (external(), "ab", False),
        (external(), "abc", True),
        (external(min_query_length=0), "", True),
        (external(min_query_length=1), "", False),
    ],
)
async def test_too_few_letters_ask_no_one(
    maya: Person, app: TinyApp, api: Api, menu: Json, query: str, asked: bool
) -> None:
    await open_menu(maya, app, api, menu)
    app.reply = lambda _: {"options": options(1)}

    answer = await maya.searches("pick", query)

    assert (app.last.get("type") == "block_suggestion") is asked
    assert bool(answer.options) is asked


async def test_a_found_option_can_be_picked_and_comes_back_as_it_was(maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external(min_query_length=0))
    app.reply = lambda _: {"options": [option("Weekly", "event-7")]}

    await maya.searches("pick")
    await maya.picks("pick", "Weekly")
    await maya.submits()

    assert app.last["view"]["state"]["values"]["meeting"]["pick"]["selected_option"]["value"] == "event-7"


async def test_anyone_who_has_not_searched_looks_first(maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external())
    app.reply = lambda _: {"options": [option("Weekly planning", "event-7")]}

    await maya.picks("pick", "Weekly planning")

    assert app.last["value"] == "Weekly planning"
    with pytest.raises(PersonCannotError):
        await maya.picks("pick", "Something else")


@pytest.mark.parametrize(
    "reply",
    [
        {"options": options(101)},
        {"options": [option(value="x" * 151)]},
        {"options": options(1), "option_groups": [group()]},
        {},
        "none",
        None,
        PlainTextResponse("", 500),
    ],
)
async def test_a_bad_answer_is_no_results(maya: Person, app: TinyApp, api: Api, reply: object) -> None:
    await open_menu(maya, app, api, external())
    app.reply = lambda _: reply

    answer = await maya.searches("pick", "weekly")

    assert answer.texts == []
    assert answer.problem is not None


async def test_nothing_found_is_no_problem(maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external())
    app.reply = lambda _: {"options": []}

    assert await maya.searches("pick", "weekly") == OptionsAnswer()


async def test_a_late_answer_is_no_results(slack: PretendSlack, maya: Person, app: TinyApp, api: Api) -> None:
    await open_menu(maya, app, api, external())
    app.reply = lambda _: {"options": options(1)}
    app.seconds = 0.2
    slack.deliveries.patience = 0.02

    answer = await maya.searches("pick", "weekly")

    assert (answer.texts, answer.problem) == ([], "operation_timeout")
