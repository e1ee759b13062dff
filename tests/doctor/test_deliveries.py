"""Check that the doctor notices whether webhooks have arrived."""

from datetime import UTC, datetime

import pytest

from bot.doctor.deliveries import examine_deliveries, judge_deliveries
from bot.settings import Settings
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from tests.stored import record_delivery

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"


def settings(url: str, **changes: object) -> Settings:
    facts = {
        "slack_bot_token": "xoxb-made-up",
        "slack_signing_secret": "0123456789abcdef0123456789abcdef",
        "recall_api_key": "made-up",
        "recall_region": "us-west-2",
        "recall_webhook_secret": SECRET,
        "database_url": url,
    }
    return Settings.model_validate({**facts, **changes})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/x.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def url(empty_database):
    database = Database(empty_database)
    await migrate(database)
    yield empty_database
    await database.aclose()


async def test_none_has_arrived_yet(url):
    (finding,) = await examine_deliveries(settings(url.replace("+asyncpg", "")))

    assert finding == judge_deliveries(None)


async def test_the_newest_is_named(url):
    database = Database(url)
    await record_delivery(database, "msg_1", NOW)
    await database.aclose()

    (finding,) = await examine_deliveries(settings(url.replace("+asyncpg", "")))

    assert finding == judge_deliveries(NOW)
    assert "2026-03-02 12:00" in finding.sentence


async def test_nothing_is_said_without_a_secret_or_a_database(tmp_path):
    nowhere = f"sqlite:///{tmp_path}/none.db"

    assert await examine_deliveries(settings(nowhere, recall_webhook_secret=())) == []
    assert judge_deliveries(None) == (await examine_deliveries(settings(nowhere)))[0]
