"""Give Recall an OAuth client's new secret, for `recall-schedule calendars rotate-secret`."""

from pydantic import SecretStr

from bot.clock import SystemClock
from bot.core.calendars.providers import CalendarProvider
from bot.core.errors import AnsweredError, RecallError, SetupError
from bot.recall.client import RecallClient
from bot.scheduling.calendars.rotate_secret import Rotation, rotate_client_secret
from bot.settings import Settings


async def rotate(settings: Settings, provider: CalendarProvider) -> Rotation:
    """Raises SetupError where no client is set, or Recall cannot be asked."""
    client_id, client_secret = _client(settings, provider)
    recall = RecallClient(settings.recall_base_url, settings.recall_api_key.get_secret_value(), SystemClock())
    try:
        return await rotate_client_secret(recall, client_id, client_secret)
    except AnsweredError as error:
        raise SetupError(f"Recall didn't list the calendars (HTTP {error.status}). Run doctor for details.") from None
    except RecallError:
        raise SetupError(
            "Recall can't be reached from here. Try again in a few minutes, or run doctor for details."
        ) from None
    finally:
        await recall.aclose()


def _client(settings: Settings, provider: CalendarProvider) -> tuple[str, SecretStr]:
    clients = {
        CalendarProvider.GOOGLE: (settings.google_client_id, settings.google_client_secret),
        CalendarProvider.MICROSOFT: (settings.microsoft_client_id, settings.microsoft_client_secret),
    }
    client_id, client_secret = clients[provider]
    if client_id is None or client_secret is None:
        name = provider.name
        raise SetupError(f"{name}_CLIENT_ID and {name}_CLIENT_SECRET aren't set, so there's no secret to pass on.")
    return client_id, client_secret
