from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.home.calendars import MOST_NAMED, admin_calendar_blocks
from bot.blocks.home.list_message import build_booking_list
from bot.blocks.home.view import build_home
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.mrkdwn import ZERO_WIDTH_SPACE
from bot.blocks.names import Action
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.connection import CalendarConnection, ConnectionState, ConnectionView
from bot.core.calendars.providers import CalendarProvider
from bot.core.home.agenda import Agenda, OwnCalendar
from bot.core.identifiers import CalendarId, ConnectionId, TeamId, UserId
from tests.blocks.in_slack import assert_home, assert_message, words
from tests.examples import JONAS, MAYA, NOW

BOTH = ConnectOffer(providers=tuple(CalendarProvider), admins=(JONAS,))


def a_view(state: ConnectionState, *, number: int = 1, user_id: UserId = MAYA) -> ConnectionView:
    connection = CalendarConnection(
        id=ConnectionId(f"c{number}"),
        team_id=TeamId("T0"),
        user_id=user_id,
        provider=CalendarProvider.GOOGLE,
        subject=str(number),
        email="maya@example.com" if number == 1 else f"maya{number}@example.com",
        has_verified_email=True,
        connected_at=NOW,
    )
    return ConnectionView(connection, state)


def home(**facts: Any) -> Json:
    view = build_home(an_agenda(**facts), NOW, "UTC")
    assert_home(view)
    return view


def an_agenda(**facts: Any) -> Agenda:
    return Agenda(**{"user_id": MAYA, "email": "maya@example.com", "read_at": NOW, "connect": BOTH, **facts})


def listed(**facts: Any) -> list[Json]:
    content = build_booking_list(an_agenda(**facts), NOW, "UTC")
    assert_message(content.blocks)
    return content.blocks


def read(content: Any) -> str:
    return words(content).replace(ZERO_WIDTH_SPACE, "")


def button_ids(blocks: list[Json]) -> list[str]:
    rows = [each["action_id"] for block in blocks if block["type"] == "actions" for each in block["elements"]]
    return rows + [block["accessory"]["action_id"] for block in blocks if "accessory" in block]


@pytest.mark.parametrize("shown", [lambda **f: home(**f)["blocks"], listed], ids=["home", "list"])
def test_without_a_calendar_connecting_one_comes_first(shown: Any) -> None:
    blocks = shown()

    assert "*No calendar is connected for maya@example.com.* Connect yours to see your meetings here." in read(blocks)
    connect = next(block for block in blocks if block.get("block_id") == "connect_buttons")
    assert [each["text"]["text"] for each in connect["elements"]] == [
        "Connect Google Calendar",
        "Connect Outlook Calendar",
    ]
    assert button_ids(blocks).count(Action.CONNECT_GOOGLE) == 1


def test_only_what_is_set_up_has_a_button() -> None:
    assert Action.CONNECT_OUTLOOK not in button_ids(
        home(connect=ConnectOffer(providers=(CalendarProvider.GOOGLE,)))["blocks"]
    )


def test_with_a_calendar_a_further_one_can_be_connected_below() -> None:
    blocks = home(connections=(a_view(ConnectionState.CONNECTED),))["blocks"]

    assert "maya@example.com · Google Calendar: connected" in read(blocks)
    assert {Action.DISCONNECT_CALENDAR, Action.CONNECT_GOOGLE} <= set(button_ids(blocks))
    assert "No calendar is connected" not in read(blocks)


def test_a_new_calendar_is_said_to_be_connecting_rather_than_empty() -> None:
    said = read(home(connections=(a_view(ConnectionState.CONNECTING),)))

    assert "*Connecting…* Your meetings appear here in a few seconds." in said
    assert "Your calendar has no upcoming meetings" not in said


@pytest.mark.parametrize("shown", [home, listed])
def test_a_lost_calendar_is_said_first(shown: Any) -> None:
    said = read(shown(connections=(a_view(ConnectionState.NEEDS_RECONNECT),)))

    assert "*maya@example.com · Google Calendar was disconnected.* Reconnect it to see its meetings." in said


def test_a_lost_calendar_can_be_reconnected() -> None:
    assert Action.RECONNECT_CALENDAR in button_ids(
        home(connections=(a_view(ConnectionState.NEEDS_RECONNECT),))["blocks"]
    )


def test_the_same_account_is_named_once_and_others_at_recall_too() -> None:
    same = OwnCalendar(email="maya@example.com", platform="google_calendar", status="connected")
    other = OwnCalendar(email="maya@example.com", platform="microsoft_outlook", status="disconnected")

    said = read(home(connections=(a_view(ConnectionState.CONNECTED),), calendars=(same, other)))

    assert said.count("maya@example.com · Google Calendar") == 1
    assert "maya@example.com · Outlook Calendar: *disconnected*" in said
    assert "*One of your calendars was disconnected from Recall.ai.* Reconnect it" in said


def test_a_calendar_whose_address_is_another_than_in_slack_is_named_once() -> None:
    view = a_view(ConnectionState.CONNECTED)
    connection = replace(view.connection, email="m.lindqvist@example.com", calendar_id=CalendarId("cal-1"))
    at_recall = OwnCalendar(
        email="maya@example.com", platform="google_calendar", status="connected", calendar_id=CalendarId("cal-1")
    )

    said = read(home(connections=(replace(view, connection=connection),), calendars=(at_recall,)))

    assert said.count("Google Calendar: connected") == 1
    assert "m.lindqvist@example.com · Google Calendar: connected" in said


def test_admins_read_who_is_connected_those_with_trouble_first() -> None:
    many = [a_view(ConnectionState.CONNECTED, number=n, user_id=UserId(f"U0X{n}")) for n in range(2, MOST_NAMED + 4)]
    lost = a_view(ConnectionState.NEEDS_RECONNECT, user_id=JONAS)

    said = read(admin_calendar_blocks((*many, lost), BOTH, MAYA))

    assert f"{len(many) + 1} people connected {len(many) + 1} calendars; 1 disconnected." in said
    assert said.index("<@U0JONAS> · maya@example.com · Google Calendar: *disconnected*") < said.index("<@U0X2>")
    assert "and 3 more" in said


@pytest.mark.parametrize(
    ("offer", "sentence"),
    [(BOTH, "No one has connected a calendar from Slack yet."), (ConnectOffer(admins=(MAYA,)), "Set `PUBLIC_URL`")],
)
def test_admins_read_why_no_one_is(offer: ConnectOffer, sentence: str) -> None:
    assert sentence in read(admin_calendar_blocks((), offer, MAYA))
