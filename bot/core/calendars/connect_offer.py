"""Describe what people can connect in this installation, why a link cannot be had, and whom to ask."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId


class StartRefusal(StrEnum):
    """Why no link can be had."""

    NO_PUBLIC_URL = "no_public_url"  # PUBLIC_URL is not set: browsers cannot reach the app
    NO_CLIENT = "no_client"  # no OAuth client of this provider is configured
    TOO_MANY = "too_many"  # this person has started too often in the last minutes
    CONNECTION_GONE = "connection_gone"  # what was to be reconnected is not this person's, or not there any more


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectOffer:
    """The same for everyone, as long as the program runs."""

    providers: tuple[CalendarProvider, ...] = ()  # those that are set up
    admins: tuple[UserId, ...] = ()  # whom to ask where none is


NOTHING_TO_CONNECT = ConnectOffer()
