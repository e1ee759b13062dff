"""SQLite files as the program leaves them: migrated, the calendars read a moment ago, the people known."""

import shutil
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.leases import Marks
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.people import People
from tests.benchmarks.workforce import MEETINGS_PER_CALENDAR, Employee, employees, mirrored_meetings

ROWS_AT_ONCE = 1000


@asynccontextmanager
async def opened(file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{file}")
    try:
        yield database
    finally:
        await database.aclose()


async def create(file: Path) -> None:
    async with opened(file) as database:
        await migrate(database)
        await Marks(database).set(LAST_READ, datetime.now(UTC))


async def fill(
    file: Path, staff: Iterable[Employee], calendars: Sequence[Calendar], meetings: Iterable[Meeting]
) -> None:
    """`calendars` are all that there are; the meetings of one that is missing are offered no more."""
    now = datetime.now(UTC)
    async with opened(file) as database:
        mirror, people = Mirror(database), People(database)
        await mirror.save_calendars(calendars)
        for employee in staff:
            await people.save(employee.account, now)
        page: list[Meeting] = []
        for meeting in meetings:
            page.append(meeting)
            if len(page) == ROWS_AT_ONCE:
                await mirror.save_events(page, now)
                page = []
        await mirror.save_events(page, now)


class Mirrors:
    """Databases that mirror a company's calendars. Each is made once, on top of the largest before it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, Path] = {}

    async def load(self, events: int) -> tuple[Path, list[Employee]]:
        """Ask for smaller ones first. Anyone who changes the file changes it for those who ask later."""
        count = events // MEETINGS_PER_CALENDAR
        if count not in self._files:
            self._files[count] = await self._grown(count)
        return self._files[count], employees(count)

    async def _grown(self, count: int) -> Path:
        file = self._folder / f"mirror-{count}.db"
        present = max((known for known in self._files if known < count), default=0)
        if present:
            shutil.copy(self._files[present], file)
        else:
            await create(file)
        newcomers = employees(count - present, start=present)
        calendars = [employee.calendar for employee in employees(count)]
        await fill(file, newcomers, calendars, mirrored_meetings(newcomers))
        return file
