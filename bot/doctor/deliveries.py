"""Check whether any webhook from Recall has ever arrived."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.doctor.finding import Finding, note, ok
from bot.settings import Settings
from bot.store.engine.database import Database
from bot.store.webhook_deliveries import Deliveries
from bot.urls import sqlite_file


async def examine_deliveries(settings: Settings) -> list[Finding]:
    """Return no findings where webhooks are not set up, or where there is no database to query."""
    if not settings.recall_webhook_secret:
        return []
    url = settings.database_url.get_secret_value()
    file = sqlite_file(url)
    try:
        last = await asyncio.to_thread(_read_last_from_file, file) if file else await _read_last_from_postgres(url)
    except Exception:  # what is wrong with the database is said where it is examined
        return []
    return [judge_deliveries(last)]


def judge_deliveries(last: datetime | None) -> Finding:
    if last is not None:
        return ok(f"The latest Recall webhook arrived at {last:%Y-%m-%d %H:%M} UTC.")
    return note(
        "No Recall webhook has arrived yet, so changes are only found by polling.",
        "In your Recall.ai dashboard, under Webhooks, add this app's public address followed by "
        "/recall/webhooks, for the bot.* and calendar.* events, recording.failed, recording.deleted, and "
        "transcript.done, .failed and .deleted.",
    )


def _read_last_from_file(file: Path) -> datetime | None:
    if not file.exists():
        return None
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (text,) = connection.execute("SELECT max(at) FROM deliveries").fetchone()
    return datetime.fromisoformat(text) if text else None


async def _read_last_from_postgres(url: str) -> datetime | None:
    database = Database(url, logs_trouble=False)
    try:
        return await Deliveries(database).last()
    finally:
        await database.aclose()
