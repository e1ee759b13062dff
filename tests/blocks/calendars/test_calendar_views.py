from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.calendars.buttons import connect_row
from bot.blocks.calendars.disconnect_view import MOST_LISTED, build_disconnect_answer, build_disconnect_view
from bot.blocks.calendars.link_view import (
    build_connected_view,
    build_connecting_view,
    build_expired_view,
    build_link_view,
    build_refused_view,
)
from bot.blocks.calendars.own_calendars import MOST_IN_HOME, build_calendars_view, connection_rows
from bot.blocks.calendars.reconnect_message import build_reconnect_message
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.button_value import read_calendar_button
from bot.blocks.names import Action
from bot.core.calendars.connect_offer import NOTHING_TO_CONNECT, ConnectOffer, StartRefusal
from bot.core.calendars.connection import CalendarConnection, ConnectionState, ConnectionView
from bot.core.calendars.providers import CalendarProvider
from bot.core.home.agenda import OwnCalendar
from bot.core.identifiers import ConnectionId, TeamId
from tests.blocks.in_slack import assert_message, assert_modal, spoken
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import JONAS, MAYA, NOW, a_booked_booking, a_booked_meeting

URL = "https://bot.example.com/connect/aLongSecret"
BOTH = ConnectOffer(providers=tuple(CalendarProvider), admins=(JONAS,))


def a_connection(**facts: Any) -> CalendarConnection:
    defaults = {
        "id": ConnectionId("c1"),
        "team_id": TeamId("T0"),
        "user_id": MAYA,
        "provider": CalendarProvider.GOOGLE,
        "subject": "1",
        "email": "maya@example.com",
        "has_verified_email": True,
        "connected_at": NOW,
    }
    return CalendarConnection(**{**defaults, **facts})


def in_state(state: ConnectionState, **facts: Any) -> ConnectionView:
    return ConnectionView(a_connection(**facts), state)


def buttons(blocks: list[Json]) -> list[Json]:
    rows = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return rows + [block["accessory"] for block in blocks if "accessory" in block]


@pytest.mark.parametrize("provider", CalendarProvider)
@pytest.mark.parametrize("is_reconnect", [False, True])
def test_the_modal_with_the_link_has_one_button_and_that_is_the_link(provider, is_reconnect) -> None:
    view = build_link_view(provider, URL, metadata="{}", is_reconnect=is_reconnect)

    assert_modal(view)
    (link,) = buttons(view["blocks"])
    assert link["url"] == URL
    assert link["text"]["text"] == f"Continue to {provider.company}"
    assert "don't share it" in spoken(view)
    assert view["title"]["text"] == f"Connect {provider.calendar_name}"  # not shortened


def test_the_link_is_nowhere_but_in_its_button() -> None:
    view = build_link_view(CalendarProvider.GOOGLE, URL)

    assert str(view).count(URL) == 1


@pytest.mark.parametrize(
    ("view", "sentence", "action"),
    [
        (build_connecting_view(a_connection()), "*Connecting…*", None),
        (build_connected_view(a_connection()), "*Connected.*", Action.PICK_FROM_CALENDAR),
        (build_connected_view(a_connection(), has_form_beneath=True), "Close this to go back to the form.", None),
        (build_expired_view(CalendarProvider.MICROSOFT), "*This link has expired.*", Action.CONNECT_OUTLOOK),
    ],
)
def test_what_becomes_of_the_modal(view: Json, sentence: str, action: Action | None) -> None:
    assert_modal(view)
    assert sentence in spoken(view)
    assert [each["action_id"] for each in buttons(view["blocks"])] == ([action] if action else [])


@pytest.mark.parametrize(
    ("refusal", "offer", "sentence"),
    [
        (StartRefusal.NO_PUBLIC_URL, NOTHING_TO_CONNECT, "Ask an app admin to set it up."),
        (StartRefusal.NO_CLIENT, BOTH, "Ask <@U0JONAS> to set it up."),
        (StartRefusal.NO_CLIENT, ConnectOffer(admins=(MAYA,)), "`docs/calendars.md` shows how"),
        (StartRefusal.TOO_MANY, BOTH, "Try again in 10 minutes."),
        (StartRefusal.CONNECTION_GONE, BOTH, "This calendar is no longer connected. Reconnect it in App Home."),
    ],
)
def test_why_there_is_no_link_is_said_with_what_helps(refusal, offer, sentence) -> None:
    view = build_refused_view(CalendarProvider.GOOGLE, refusal, offer, MAYA)

    assert_modal(view)
    assert sentence in spoken(view)
    assert buttons(view["blocks"]) == []


def test_no_provider_no_row_of_buttons() -> None:
    assert connect_row(()) == []


@pytest.mark.parametrize(
    ("state", "said", "offered"),
    [
        (ConnectionState.CONNECTING, "connecting…", [Action.DISCONNECT_CALENDAR]),
        (ConnectionState.CONNECTED, "connected", [Action.DISCONNECT_CALENDAR]),
        (ConnectionState.NEEDS_RECONNECT, "*disconnected*", [Action.RECONNECT_CALENDAR, Action.DISCONNECT_CALENDAR]),
    ],
)
def test_each_calendar_has_the_buttons_of_its_state(state, said, offered) -> None:
    view = build_calendars_view([in_state(state)], NOTHING_TO_CONNECT, MAYA)

    assert_modal(view)
    assert f"example.com · Google Calendar: {said}" in spoken(view)
    found = buttons(view["blocks"])
    assert [each["action_id"] for each in found] == offered
    assert {read_calendar_button(each["value"]).connection_id for each in found} == {"c1"}


def test_a_calendar_connected_in_another_way_counts_as_connected() -> None:
    own = OwnCalendar(email="maya@example.com", platform="google_calendar", status="connected")

    view = build_calendars_view([], BOTH, MAYA, calendars=[own])

    assert "example.com · Google Calendar: connected" in spoken(view)
    assert "You haven't connected" not in spoken(view)
    assert not any("style" in each for each in buttons(view["blocks"]))


def test_many_calendars_fit_and_those_left_out_are_counted() -> None:
    many = [in_state(ConnectionState.NEEDS_RECONNECT, id=ConnectionId(f"c{n}")) for n in range(40)]

    assert_modal(build_calendars_view(many, BOTH, MAYA))
    rows = connection_rows(many, MOST_IN_HOME)
    assert len(rows) == 2 * MOST_IN_HOME + 1
    assert f"And {40 - MOST_IN_HOME} more" in spoken(rows)


def test_disconnecting_names_the_bots_that_will_not_come() -> None:
    bookings = [a_booked_booking(meeting=a_booked_meeting(title=f"Call {n}")) for n in range(MOST_LISTED + 2)]

    view = build_disconnect_view(a_connection(), bookings, "UTC")

    assert_modal(view)
    assert "*These 12 bots won't join:*" in spoken(view)
    assert "• Call 9, Mon, March 2" in spoken(view)
    assert "Call 10" not in spoken(view)
    assert "and 2 more" in spoken(view)
    assert view["submit"]["text"] == "Disconnect"
    assert read_calendar_button(view["private_metadata"]).connection_id == "c1"


def test_disconnecting_says_so_where_no_bot_is_lost() -> None:
    assert "No bots are scheduled from it." in spoken(build_disconnect_view(a_connection(), [], "UTC"))


@given(text=OUTSIDE_TEXT)
def test_titles_and_addresses_from_outside_control_nothing(text: str) -> None:
    connection = a_connection(email=text)
    booking = a_booked_booking(meeting=a_booked_meeting(title=text, start_time=NOW + timedelta(hours=1)))
    view = build_disconnect_view(connection, [booking], "UTC")

    assert_modal(view)
    assert_modal(build_connected_view(connection))
    assert not CONTROL_SEQUENCE.search(OURS.sub("", spoken(view)))


def test_the_message_of_a_lost_calendar_has_the_button() -> None:
    blocks = build_reconnect_message("*Your Google Calendar was disconnected.*", a_connection())

    assert_message(blocks)
    assert [each["action_id"] for each in buttons(blocks)] == [Action.RECONNECT_CALENDAR]


def test_an_answer_is_a_modal_without_a_button() -> None:
    view = build_disconnect_answer("*Disconnected.*")

    assert_modal(view)
    assert "submit" not in view


@pytest.mark.parametrize("value", [None, "", "{}", '{"v":2,"connection_id":"c1","provider":"google"}', '{"v":1}'])
def test_a_button_of_another_version_is_not_read(value: str | None) -> None:
    assert read_calendar_button(value) is None
