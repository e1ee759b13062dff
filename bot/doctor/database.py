"""Check that the database can be reached, is migrated, and is readable by its owner only."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.core.errors import DatabaseUnavailable
from bot.doctor.finding import Finding, note, ok, wrong
from bot.log import redact
from bot.settings import Settings
from bot.store.engine.database import Database
from bot.store.engine.migrate import HEAD, is_migrated
from bot.urls import sqlite_file

_FOR_OTHERS = 0o077
_CLOCKS_DIFFER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    place: str  # without a password
    exists: bool = True
    fault: str | None = None
    is_migrated: bool = True
    mode: int | None = None  # of a SQLite file
    is_sqlite: bool = False
    seconds_ahead: float = 0.0  # this machine's clock, before that of a Postgres server


async def examine_database(settings: Settings) -> list[Finding]:
    url = settings.database_url.get_secret_value()
    file = sqlite_file(url)
    facts = await asyncio.to_thread(_sqlite_facts, file) if file else await _postgres_facts(url)
    return judge_database(facts, settings.processes)


def judge_database(facts: DatabaseFacts, processes: int) -> list[Finding]:
    if facts.fault is not None:
        remedy = "Check DATABASE_URL, that the server is running, and that this user may read it."
        return [wrong(f"The database at {facts.place} can't be used: {facts.fault}", remedy)]
    return [_judge_layout(facts), *_judge_file(facts, processes), *_judge_clock(facts)]


def _judge_layout(facts: DatabaseFacts) -> Finding:
    if not facts.exists:
        return ok(f"There's no database at {facts.place} yet. `serve` creates it.")
    if not facts.is_migrated:
        return note(f"The database at {facts.place} has another version. If it's older, `serve` upgrades it.")
    return ok(f"The database at {facts.place} is reachable and up to date.")


def _judge_file(facts: DatabaseFacts, processes: int) -> list[Finding]:
    findings = []
    if facts.mode is not None and facts.mode & _FOR_OTHERS:
        sentence = f"Other users of this machine can read {facts.place}, which contains titles and addresses."
        findings.append(note(sentence, f"chmod 600 {facts.place}"))
    if facts.is_sqlite and processes > 1:
        sentence = f"PROCESSES is {processes}, but SQLite supports only one process."
        findings.append(wrong(sentence, "Set DATABASE_URL to a Postgres database, or PROCESSES to 1."))
    return findings


def _judge_clock(facts: DatabaseFacts) -> list[Finding]:
    """A process whose clock is fast takes the work of others for abandoned, and posts what they post."""
    off = round(facts.seconds_ahead)
    if abs(off) < _CLOCKS_DIFFER_SECONDS:
        return []
    which = "ahead of" if off > 0 else "behind"
    sentence = f"This machine's clock is {abs(off)} seconds {which} the database's."
    return [wrong(sentence, "Set both by NTP: processes hold their work for 15 seconds, by their own clocks.")]


def _sqlite_facts(file: Path) -> DatabaseFacts:
    if not file.exists():
        return DatabaseFacts(str(file), exists=False, is_sqlite=True)
    try:
        is_current = _sqlite_revision(file) == HEAD
    except sqlite3.Error as error:
        return DatabaseFacts(str(file), fault=f"{error}.")
    mode = S_IMODE(file.stat().st_mode)
    return DatabaseFacts(str(file), is_migrated=is_current, mode=mode, is_sqlite=True)


def _sqlite_revision(file: Path) -> str | None:
    """Without the store, which makes the file, its mode and its journal as it wants them."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row and str(row[0])


async def _postgres_facts(url: str) -> DatabaseFacts:
    address = make_url(url)
    place = f"{address.host or 'the local socket'}, {address.database or 'the default database'},"
    database = Database(url, logs_trouble=False)
    try:
        return DatabaseFacts(
            place, is_migrated=await is_migrated(database), seconds_ahead=await _seconds_ahead(database)
        )
    except Exception as error:  # whatever the driver raises, the database cannot be used
        cause = error.__cause__ or error if isinstance(error, DatabaseUnavailable) else error
        first_line = str(getattr(cause, "orig", cause)).partition("\n")[0]
        return DatabaseFacts(place, fault=redact(first_line) or type(error).__name__)
    finally:
        await database.aclose()


async def _seconds_ahead(database: Database) -> float:
    asked = datetime.now(UTC)
    async with database.read() as connection:
        there: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    answered = datetime.now(UTC)
    return ((asked + (answered - asked) / 2) - there).total_seconds()
