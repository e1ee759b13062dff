"""Check what a person has really allowed: both providers let them untick, and call that a success."""

from bot.core.calendars.providers import CalendarProvider

# What Recall needs, and nothing beside it. https://docs.recall.ai/docs/calendar-v2-google-calendar
CALENDAR_SCOPES = {
    CalendarProvider.GOOGLE: "https://www.googleapis.com/auth/calendar.events.readonly",
    CalendarProvider.MICROSOFT: "https://graph.microsoft.com/Calendars.Read",
}


def has_calendar_scope(provider: CalendarProvider, granted: str) -> bool:
    """`granted` is the token answer's `scope`. Microsoft leaves out its host, and writes upper or lower case."""
    wanted = _name(CALENDAR_SCOPES[provider])
    return wanted in {_name(scope) for scope in granted.split()}


def _name(scope: str) -> str:
    return scope.rpartition("/")[2].lower()
