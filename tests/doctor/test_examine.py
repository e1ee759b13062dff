"""Run the doctor over real HTTP and real databases: it asks, changes nothing, and keeps no one waiting."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.doctor.examine import examine
from bot.doctor.finding import Level, is_well, render_findings
from bot.doctor.slack import NEEDED_SCOPES, USEFUL_SCOPES
from bot.sandbox.serving import serving
from bot.settings import Settings
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate


class Vendors:
    """A Slack and a Recall on one address, answering as told."""

    def __init__(self) -> None:
        self.scopes = ",".join([*NEEDED_SCOPES, *USEFUL_SCOPES])
        self.calendars = JSONResponse({"next": None, "previous": None, "results": []})
        self.seen: list[Request] = []

    async def sign_in(self, request: Request) -> Response:
        self.seen.append(request)
        answer = {"ok": True, "team": "Example", "user": "recall_schedule"}
        return JSONResponse(answer, headers={"x-oauth-scopes": self.scopes})

    async def open_socket(self, request: Request) -> Response:
        self.seen.append(request)
        return JSONResponse({"ok": False, "error": "invalid_auth"})

    async def list_calendars(self, request: Request) -> Response:
        self.seen.append(request)
        return self.calendars


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    vendors = Vendors()
    routes = [
        Route("/api/auth.test", vendors.sign_in, methods=["POST"]),
        Route("/api/apps.connections.open", vendors.open_socket, methods=["POST"]),
        Route("/api/v2/calendars/", vendors.list_calendars),
    ]
    async with serving(Starlette(routes=routes)) as vendors.url:
        yield vendors


def settings_for(url: str, **settings: Any) -> Settings:
    defaults: dict[str, Any] = {
        "slack_bot_token": "xoxb-made-up",
        "slack_signing_secret": "0123456789abcdef",
        "slack_api_url": f"{url}/api",
        "recall_api_key": "made-up-key",
        "recall_api_url": url,
    }
    return Settings(**{**defaults, **settings})


async def test_a_good_installation_is_well(vendors, database_file):
    await make_database(database_file)

    findings = await examine(settings_for(vendors.url, database_url=f"sqlite:///{database_file}"))

    assert is_well(findings)
    said = render_findings(findings)
    assert "recall_schedule in Example" in said
    assert "The token has all the scopes the app needs." in said
    assert "up to date" in said
    assert {request.headers["authorization"] for request in vendors.seen} == {
        "Bearer xoxb-made-up",
        "Token made-up-key",
    }


async def test_what_the_vendors_refuse_is_wrong(vendors, database_file):
    vendors.scopes = "commands,chat:write"
    vendors.calendars = JSONResponse({"code": "authentication_failed", "detail": "Invalid."}, 401)
    settings = settings_for(vendors.url, slack_app_token="xapp-made-up", database_url=f"sqlite:///{database_file}")

    findings = await examine(settings)

    said = [finding.sentence for finding in findings if finding.level is Level.WRONG]
    assert len(said) == 4
    assert "users:read " in said[0]
    assert "users:read.email" in said[1]
    assert "SLACK_APP_TOKEN" in said[2]
    assert "RECALL_API_KEY" in said[3]


async def test_silent_vendors_do_not_keep_anyone_waiting(database_file):
    silence = asyncio.Event()

    async def stay_silent(request: Request) -> Response:
        await silence.wait()
        return Response()

    app = Starlette(routes=[Route("/{path:path}", stay_silent, methods=["GET", "POST"])])
    async with serving(app) as url:
        findings = await examine(settings_for(url, database_url=f"sqlite:///{database_file}"), seconds=0.5)

    said = [finding.sentence for finding in findings if finding.level is Level.WRONG]
    assert said == ["Slack didn't respond within 0.5 seconds.", "Recall didn't respond within 0.5 seconds."]


async def test_doctor_makes_no_database(vendors, database_file):
    findings = await examine(settings_for(vendors.url, database_url=f"sqlite:///{database_file}"))

    assert not database_file.exists()
    assert any("yet. `serve` creates it." in finding.sentence for finding in findings)


async def test_doctor_leaves_a_file_as_it_is(vendors, database_file):
    await make_database(database_file)
    database_file.chmod(0o644)

    findings = await examine(settings_for(vendors.url, database_url=f"sqlite:///{database_file}"))

    assert any(finding.remedy == f"chmod 600 {database_file}" for finding in findings)
    assert database_file.stat().st_mode & 0o777 == 0o644


async def test_a_database_of_an_older_version_is_noted(vendors, database_file):
    with closing(sqlite3.connect(database_file)) as connection:
        connection.execute("CREATE TABLE something (id)")

    findings = await examine(settings_for(vendors.url, database_url=f"sqlite:///{database_file}"))

    assert any("has another version. If it's older, `serve` upgrades it." in finding.sentence for finding in findings)


async def test_a_file_that_is_no_database_is_wrong(vendors, database_file):
    database_file.write_text("not a database, and rather longer than its header would be" * 10)

    findings = await examine(settings_for(vendors.url, database_url=f"sqlite:///{database_file}"))

    assert any("can't be used" in finding.sentence for finding in findings)


@pytest.mark.postgres
async def test_a_postgres_is_reached_and_its_layout_read(vendors, postgres_url):
    before = await examine(settings_for(vendors.url, database_url=postgres_url))
    database = Database(postgres_url)
    await migrate(database)
    await database.aclose()

    after = await examine(settings_for(vendors.url, database_url=postgres_url))

    assert any("has another version. If it's older, `serve` upgrades it." in finding.sentence for finding in before)
    assert any("is reachable and up to date" in finding.sentence for finding in after)


@pytest.mark.postgres
async def test_a_missing_postgres_is_wrong_and_its_password_is_not_shown(vendors, postgres_url):
    elsewhere = postgres_url.replace("postgres@", "postgres:PASSCODE@") + "_and_more"

    findings = await examine(settings_for(vendors.url, database_url=elsewhere))

    [sentence] = [finding.sentence for finding in findings if finding.level is Level.WRONG]
    assert "does not exist" in sentence
    assert "PASSCODE" not in sentence


async def test_a_silent_postgres_is_wrong(vendors):
    url = "postgresql://bot:PASSCODE@127.0.0.1:1/bot"

    findings = await examine(settings_for(vendors.url, database_url=url))

    [sentence] = [finding.sentence for finding in findings if finding.level is Level.WRONG]
    assert "127.0.0.1" in sentence
    assert "PASSCODE" not in sentence


@pytest.fixture
def database_file(tmp_path):
    return tmp_path / "bot.db"


async def make_database(file) -> None:
    database = Database(f"sqlite:///{file}")
    await migrate(database)
    await database.aclose()
