"""Check the body of Create and Update Calendar. https://docs.recall.ai/reference/calendars_create"""

from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from bot.sandbox.recall import refusals
from bot.sandbox.recall.fields import Email, Link, error_map, settings
from bot.sandbox.recall.workspace import CalendarPlatform

OAuthField = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


@settings
class CalendarChanges(TypedDict, total=False):
    platform: CalendarPlatform
    oauth_client_id: OAuthField
    oauth_client_secret: OAuthField
    oauth_refresh_token: OAuthField
    oauth_email: Email
    webhook_url: Link


_CHANGES = TypeAdapter(CalendarChanges)
_REQUIRED = ("platform", "oauth_client_id", "oauth_client_secret", "oauth_refresh_token")


def check_new_calendar(body: dict[str, Any]) -> CalendarChanges:
    """Raises Refusal."""
    missing = {name: ["This field is required."] for name in _REQUIRED if name not in body}
    if missing:
        raise refusals.field_errors(missing)
    return check_calendar_changes(body)


def check_calendar_changes(body: dict[str, Any]) -> CalendarChanges:
    """Raises Refusal, which repeats what was wrong, as the real one may."""
    try:
        return _CHANGES.validate_python(body)
    except ValidationError as error:
        raise refusals.field_errors(error_map(error)) from None
