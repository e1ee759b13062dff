"""Render the calendars of App Home and the list: a person's own, and for admins who has connected any."""

from collections.abc import Iterator, Sequence

from bot.blocks.calendars.buttons import connect_row, connection_name, setup_missing, state_in_words
from bot.blocks.calendars.own_calendars import (
    MOST_IN_HOME,
    MOST_OTHERS,
    connection_line,
    connection_rows,
    other_calendar_line,
)
from bot.blocks.kit.block_kit import Json, context, header, section
from bot.blocks.kit.mrkdwn import defuse, person
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.connection import ConnectionState, ConnectionView
from bot.core.home.agenda import Agenda, find_unconnected_calendars
from bot.core.identifiers import UserId

ADMIN_HEADER = "Connected calendars"
NOBODY_YET = "No one has connected a calendar from Slack yet."
MOST_NAMED = 20
_URGENCY = (ConnectionState.NEEDS_RECONNECT, ConnectionState.CONNECTING, ConnectionState.CONNECTED)


def calendar_warnings(agenda: Agenda) -> Iterator[str]:
    """Why meetings are missing because of a calendar, and what to do about it."""
    if not agenda.calendars and not agenda.connections:
        yield f"*No calendar is connected for {defuse(agenda.email, 100)}.* {_way_to_connect(agenda, 'Connect yours')}"
    for view in agenda.connections[:MOST_IN_HOME]:
        if view.state is ConnectionState.NEEDS_RECONNECT:
            yield f"*{connection_name(view.connection)} was disconnected.* Reconnect it to see its meetings."
    if not agenda.entries and any(view.state is ConnectionState.CONNECTING for view in agenda.connections):
        yield "*Connecting…* Your meetings appear here in a few seconds."
    lost = [each for each in find_unconnected_calendars(agenda.calendars, agenda.connections) if each.is_disconnected]
    if lost:
        which = "Your calendar" if len(agenda.calendars) == 1 else "One of your calendars"
        yield f"*{which} was disconnected from Recall.ai.* {_way_to_connect(agenda, 'Reconnect it')}"


def connect_first_row(agenda: Agenda) -> list[Json]:
    """The buttons for a person who has no calendar yet: nothing on the page matters more."""
    return [] if agenda.calendars or agenda.connections else connect_row(agenda.connect.providers)


def own_calendar_blocks(agenda: Agenda) -> list[Json]:
    others = other_calendar_lines(agenda)
    has_none = not agenda.calendars and not agenda.connections
    return [
        *connection_rows(agenda.connections, MOST_IN_HOME),
        *([section("\n".join(others))] if others else []),
        *([section("You haven't connected a calendar.")] if has_none else []),
        *([] if has_none else connect_row(agenda.connect.providers, is_first=False)),
    ]


def calendar_lines(agenda: Agenda) -> list[str]:
    connected = [connection_line(view) for view in agenda.connections[:MOST_IN_HOME]]
    return [*connected, *other_calendar_lines(agenda)] or ["You haven't connected a calendar."]


def other_calendar_lines(agenda: Agenda) -> list[str]:
    """Calendars at Recall with the person's address that no one connected from Slack."""
    others = find_unconnected_calendars(agenda.calendars, agenda.connections)
    return [other_calendar_line(each) for each in others[:MOST_OTHERS]]


def admin_calendar_blocks(connections: Sequence[ConnectionView], connect: ConnectOffer, reader: UserId) -> list[Json]:
    """Who has connected a calendar from Slack, those with trouble first. For admins alone."""
    everyone = sorted(connections, key=lambda view: _URGENCY.index(view.state))
    if not everyone:
        return [header(ADMIN_HEADER), section(NOBODY_YET if connect.providers else setup_missing(connect, reader))]
    lines = [_admin_line(view) for view in everyone[:MOST_NAMED]]
    more = [f"and {len(everyone) - MOST_NAMED} more"] if len(everyone) > MOST_NAMED else []
    return [header(ADMIN_HEADER), section(_summary(everyone)), context("\n".join([*lines, *more]))]


def _admin_line(view: ConnectionView) -> str:
    return f"{person(view.connection.user_id)} · {connection_name(view.connection)}: {state_in_words(view.state)}"


def _summary(everyone: list[ConnectionView]) -> str:
    people = len({view.connection.user_id for view in everyone})
    lost = sum(view.state is ConnectionState.NEEDS_RECONNECT for view in everyone)
    counted = f"{_count(people, 'person', 'people')} connected {_count(len(everyone), 'calendar', 'calendars')}"
    return f"{counted}; {lost} disconnected." if lost else f"{counted}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _way_to_connect(agenda: Agenda, what: str) -> str:
    if agenda.connect.providers:
        return f"{what} to see {'all ' if agenda.entries else ''}your meetings here."
    return setup_missing(agenda.connect, agenda.user_id)
