"""Wire the use cases by which people connect their calendars."""

from collections.abc import Callable

from bot.app.adapters import Store
from bot.clock import Clock
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.calendars.disconnect import DisconnectCalendar
from bot.scheduling.calendars.start import StartConnecting
from bot.settings import Settings


class Calendars:
    def __init__(self, settings: Settings, clock: Clock, store: Store, read_calendars_soon: Callable[[], None]) -> None:
        self.connected = ConnectedCalendars(store.connections, store.mirror)
        self.disconnect = DisconnectCalendar(read_calendars_soon)
        self.start = StartConnecting(
            settings.public_url,
            _configured_clients(settings),
            settings.slack_client_secret is not None and settings.slack_client_id is not None,
            store.flows,
            store.connections,
            clock,
        )


def read_connect_offer(settings: Settings) -> ConnectOffer:
    """What the settings let people connect."""
    clients = _configured_clients(settings) if settings.public_url is not None else frozenset()
    return ConnectOffer(
        providers=tuple(each for each in CalendarProvider if each in clients),
        admins=tuple(UserId(each) for each in sorted(settings.configuration.policy.operators)),
    )


def _configured_clients(settings: Settings) -> frozenset[CalendarProvider]:
    secrets = {
        CalendarProvider.GOOGLE: settings.google_client_secret,
        CalendarProvider.MICROSOFT: settings.microsoft_client_secret,
    }
    return frozenset(provider for provider, secret in secrets.items() if secret is not None)
