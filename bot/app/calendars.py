"""Wire the use cases by which people connect their calendars."""

from collections.abc import Callable

from bot.app.adapters import Store
from bot.clock import Clock
from bot.core.calendars.providers import CalendarProvider
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


def _configured_clients(settings: Settings) -> frozenset[CalendarProvider]:
    secrets = {
        CalendarProvider.GOOGLE: settings.google_client_secret,
        CalendarProvider.MICROSOFT: settings.microsoft_client_secret,
    }
    return frozenset(provider for provider, secret in secrets.items() if secret is not None)
