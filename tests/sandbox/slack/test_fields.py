"""Check a form's values: initially, after typing, after an update, and as the app receives them."""

from datetime import UTC, datetime

import pytest

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.sandbox.slack.block_kit_examples import (
    conversations,
    number_input,
    options,
    plain,
    radios,
    section,
    select,
    text_input,
    ticks,
)
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.forms import Json, named, open_form, state_of
from tests.sandbox.slack.tiny_app import TinyApp

UNTOUCHED = [
    (text_input(), {"value": None}),
    (number_input(), {"value": None}),
    ({"type": "url_text_input"}, {"value": None}),
    (select(), {"selected_option": None}),
    ({"type": "external_select"}, {"selected_option": None}),
    (radios(), {"selected_option": None}),
    (ticks(), {"selected_options": []}),
    (conversations(), {"selected_conversation": None}),
    ({"type": "datepicker"}, {"selected_date": None}),
    ({"type": "timepicker", "timezone": "Europe/Berlin"}, {"selected_time": None, "timezone": "Europe/Berlin"}),
    ({"type": "datetimepicker"}, {"selected_date_time": None}),
]


@pytest.mark.parametrize(("element", "state"), UNTOUCHED, ids=[element["type"] for element, _ in UNTOUCHED])
async def test_an_untouched_field_is_null(maya: Person, app: TinyApp, api: Api, element: Json, state: Json) -> None:
    await open_form(maya, app, api, named(element, optional=True))

    await maya.submits()

    assert app.last["type"] == "view_submission"
    assert state_of(app.last) == {"type": element["type"], **state}


WITH_A_FIRST_VALUE = [
    (text_input(initial_value="Notes"), {"value": "Notes"}),
    (number_input(initial_value="5"), {"value": "5"}),
    (conversations(initial_conversation="C0RANDOM"), {"selected_conversation": "C0RANDOM"}),
    ({"type": "datetimepicker", "initial_date_time": 1_800_000_000}, {"selected_date_time": 1_800_000_000}),
    ({"type": "datepicker", "initial_date": "2026-11-24"}, {"selected_date": "2026-11-24"}),
]


@pytest.mark.parametrize(("element", "state"), WITH_A_FIRST_VALUE, ids=[e["type"] for e, _ in WITH_A_FIRST_VALUE])
async def test_a_field_begins_with_its_first_value(
    maya: Person, app: TinyApp, api: Api, element: Json, state: Json
) -> None:
    await open_form(maya, app, api, named(element))

    await maya.submits()

    assert state_of(app.last) == {"type": element["type"], **state}


async def test_chosen_options_come_back_whole(maya: Person, app: TinyApp, api: Api) -> None:
    first, second = options(2)
    await open_form(
        maya,
        app,
        api,
        named(select(initial_option=first), "menu"),
        named(radios(), "radio"),
        named(ticks(initial_options=[first, second]), "ticks"),
    )

    await maya.fills("radio", "Option 1")
    await maya.fills("ticks", ["1"])
    await maya.submits()

    whole = {"text": plain("Option 1", emoji=True), "value": "1"}
    assert state_of(app.last, "menu")["selected_option"]["value"] == "0"
    assert state_of(app.last, "radio")["selected_option"] == whole
    assert state_of(app.last, "ticks")["selected_options"] == [whole]


async def test_what_is_typed_is_what_arrives(maya: Person, app: TinyApp, api: Api) -> None:
    await open_form(
        maya,
        app,
        api,
        named(text_input(), "text"),
        named(number_input(), "number"),
        named({"type": "url_text_input"}, "link"),
        named({"type": "datetimepicker"}, "moment"),
        named(conversations(), "place"),
        named(text_input(initial_value="x"), "cleared", optional=True),
    )

    await maya.fills("text", "Weekly <planning>")
    await maya.fills("number", 7)
    await maya.fills("link", "https://example.com/j/1")
    await maya.fills("moment", datetime(2026, 11, 24, 14, 0, tzinfo=UTC))
    await maya.fills("place", "C0RANDOM")
    await maya.fills("cleared", None)
    await maya.submits()

    assert state_of(app.last, "text")["value"] == "Weekly <planning>"
    assert state_of(app.last, "number")["value"] == "7"
    assert state_of(app.last, "link")["value"] == "https://example.com/j/1"
    assert state_of(app.last, "moment")["selected_date_time"] == 1_795_528_800
    assert state_of(app.last, "place")["selected_conversation"] == "C0RANDOM"
    assert state_of(app.last, "cleared")["value"] is None


async def test_a_submission_says_neither_channel_nor_response_url(maya: Person, app: TinyApp, api: Api) -> None:
    view = await open_form(maya, app, api, named(text_input(), optional=True), section())

    await maya.submits()

    assert not {"channel", "response_url", "message", "container"} & set(app.last)
    assert app.last["response_urls"] == []
    assert (app.last["view"]["id"], app.last["view"]["hash"]) == (view["id"], view["hash"])
    assert list(app.last["view"]["state"]["values"]) == ["field"]


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        (text_input(), None, "Please complete this required field."),
        (ticks(), [], "Please complete this required field."),
        (text_input(min_length=3), "ab", "Enter at least 3 characters."),
        (number_input(), "many", "Enter a number."),
        (number_input(), "1.5", "Enter a whole number."),
        (number_input(min_value="5"), "4", "Enter a number of at least 5."),
        (number_input(max_value="5"), "6", "Enter a number of at most 5."),
        ({"type": "url_text_input"}, "example.com", "Enter a valid URL."),
        ({"type": "email_text_input"}, "maya", "Enter a valid email address."),
    ],
)
async def test_slack_itself_complains_before_the_app_is_asked(
    maya: Person, app: TinyApp, api: Api, element: Json, value: object, complaint: str
) -> None:
    await open_form(maya, app, api, named(element))
    await maya.fills("field", value)

    delivery = await maya.submits()

    assert delivery is None
    assert maya.view_errors == {"field": complaint}
    assert len(app.payloads) == 1


@pytest.mark.parametrize(
    ("element", "value"),
    [
        (select(), "Option 7"),
        (text_input(max_length=3), "abcd"),
        (conversations(filter={"include": ["im"]}), "C0GENERAL"),
        (conversations(), "C0NOWHERE"),
    ],
)
async def test_no_one_can_enter_what_the_client_does_not_take(
    maya: Person, app: TinyApp, api: Api, element: Json, value: object
) -> None:
    await open_form(maya, app, api, named(element))

    with pytest.raises(PersonCannotError):
        await maya.fills("field", value)


@pytest.mark.parametrize(
    ("element", "channel", "chosen"),
    [
        (conversations(default_to_current_conversation=True), "C0SECRET", "C0SECRET"),
        (conversations(default_to_current_conversation=True, initial_conversation="C0RANDOM"), "C0SECRET", "C0RANDOM"),
        (conversations(default_to_current_conversation=True, filter={"include": ["public"]}), "C0SECRET", None),
        (conversations(), "C0SECRET", None),
    ],
)
async def test_a_menu_can_begin_with_the_present_conversation(
    maya: Person, app: TinyApp, api: Api, element: Json, channel: str, chosen: str | None
) -> None:
    await open_form(maya, app, api, named(element, optional=True), channel=channel)

    await maya.submits()

    assert state_of(app.last)["selected_conversation"] == chosen


async def test_a_menu_leaves_out_channels_shared_with_outsiders(
    slack: PretendSlack, maya: Person, app: TinyApp, api: Api
) -> None:
    slack.add_channel("C0SHARED", members={"U0MAYA"}, is_ext_shared=True)
    element = conversations(default_to_current_conversation=True, filter={"exclude_external_shared_channels": True})

    await open_form(maya, app, api, named(element, optional=True), channel="C0SHARED")

    assert maya.view["state"]["values"]["field"]["answer"]["selected_conversation"] is None


async def test_a_menu_can_leave_out_the_conversations_with_bots(
    slack: PretendSlack, maya: Person, app: TinyApp, api: Api
) -> None:
    with_app, with_jonas = slack.open_direct_message("U0MAYA").id, slack.open_direct_message("U0MAYA", "U0JONAS").id
    element = conversations(default_to_current_conversation=True, filter={"exclude_bot_users": True})

    await open_form(maya, app, api, named(element, optional=True), channel=with_app)

    assert maya.view["state"]["values"]["field"]["answer"]["selected_conversation"] is None
    await maya.fills("field", with_jonas)
    with pytest.raises(PersonCannotError):
        await maya.fills("field", with_app)


async def test_a_chosen_conversation_can_be_answered(slack: PretendSlack, maya: Person, app: TinyApp, api: Api) -> None:
    menu = conversations(default_to_current_conversation=True, response_url_enabled=True)
    await open_form(maya, app, api, named(menu), named(conversations(), "other", optional=True), channel="C0SECRET")

    await maya.submits()

    (entry,) = app.last["response_urls"]
    assert (entry["block_id"], entry["action_id"], entry["channel_id"]) == ("field", "answer", "C0SECRET")
    assert entry["response_url"].startswith(slack.workspace.base_url or "-")
