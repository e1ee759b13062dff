"""What was granted is compared as each provider writes it."""

import pytest

from bot.core.calendars.providers import CalendarProvider
from bot.core.calendars.scopes import has_calendar_scope

GOOGLE, MICROSOFT = CalendarProvider.GOOGLE, CalendarProvider.MICROSOFT
EVENTS = "https://www.googleapis.com/auth/calendar.events.readonly"


@pytest.mark.parametrize(
    ("provider", "granted", "is_enough"),
    [
        (GOOGLE, f"openid https://www.googleapis.com/auth/userinfo.email {EVENTS}", True),
        (GOOGLE, f"{EVENTS} openid", True),
        (GOOGLE, "openid https://www.googleapis.com/auth/userinfo.email", False),
        (GOOGLE, "https://www.googleapis.com/auth/calendar.events.readonly.more", False),
        (GOOGLE, "", False),
        (MICROSOFT, "openid email Calendars.Read", True),
        (MICROSOFT, "https://graph.microsoft.com/calendars.read openid", True),
        (MICROSOFT, "openid Calendars.ReadBasic", False),
    ],
)
def test_the_calendar_scope_is_found_or_missed(provider, granted, is_enough):
    assert has_calendar_scope(provider, granted) is is_enough
