"""Name the two providers of calendars, for people and for Recall."""

from enum import StrEnum


class CalendarProvider(StrEnum):
    """The value stands in addresses (`/connect/callback/google`) and in the database."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"

    @property
    def platform(self) -> str:
        """Recall's word for it."""
        return _PLATFORMS[self]

    @property
    def calendar_name(self) -> str:
        return _CALENDAR_NAMES[self]

    @property
    def company(self) -> str:
        return _COMPANIES[self]

    @property
    def permissions_page(self) -> str:
        """Where people take back what they allowed."""
        return _PERMISSIONS_PAGES[self]


_PLATFORMS = {CalendarProvider.GOOGLE: "google_calendar", CalendarProvider.MICROSOFT: "microsoft_outlook"}
_CALENDAR_NAMES = {CalendarProvider.GOOGLE: "Google Calendar", CalendarProvider.MICROSOFT: "Outlook Calendar"}
_COMPANIES = {CalendarProvider.GOOGLE: "Google", CalendarProvider.MICROSOFT: "Microsoft"}
_PERMISSIONS_PAGES = {
    CalendarProvider.GOOGLE: "https://myaccount.google.com/connections",
    CalendarProvider.MICROSOFT: "https://myapps.microsoft.com",
}
