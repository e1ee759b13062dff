"""Build the app manifest that an admin pastes into Slack. https://docs.slack.dev/reference/app-manifest"""

from pathlib import Path
from typing import Any

import yaml

from bot.core.errors import SetupError
from bot.urls import public_base

_PACKAGE = Path(__file__).parent
# In an installed wheel the file lies in the package, in a checkout beside it.
_PLACES = (_PACKAGE / "manifest.yml", _PACKAGE.parent / "manifest.yml")


def socket_manifest() -> str:
    return next(place for place in _PLACES if place.exists()).read_text(encoding="utf-8")


def http_manifest(base: str) -> str:
    """The manifest for HTTP mode at `base`, such as https://bot.example.com. Raises SetupError."""
    try:
        base = public_base(base)
    except ValueError as error:
        raise SetupError(f"--url {error}") from None
    manifest = yaml.safe_load(socket_manifest())
    _listen_at(manifest, f"{base}/slack/events")
    text = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)
    return f"# Recall's webhooks go to {base}/recall/webhooks; set that in Recall's dashboard.\n{text}"


def _listen_at(manifest: dict[str, Any], url: str) -> None:
    for command in manifest["features"]["slash_commands"]:
        command["url"] = url
    settings = manifest["settings"]
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    settings["event_subscriptions"] = {"request_url": url} | settings["event_subscriptions"]
    settings["socket_mode_enabled"] = False
