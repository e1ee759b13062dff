"""Read from the settings which calendars people can connect here."""

from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId
from bot.settings import Settings


def read_connect_offer(settings: Settings) -> ConnectOffer:
    secrets = {
        CalendarProvider.GOOGLE: settings.google_client_secret,
        CalendarProvider.MICROSOFT: settings.microsoft_client_secret,
    }
    return ConnectOffer(
        providers=tuple(each for each, secret in secrets.items() if secret and settings.public_url),
        admins=tuple(UserId(each) for each in sorted(settings.configuration.policy.operators)),
    )
