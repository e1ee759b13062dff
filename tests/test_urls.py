"""Convert configured addresses to the form that our libraries take."""

from pathlib import Path

import pytest

from bot.urls import collector_base, slack_api_base, sqlalchemy_url, sqlite_file


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://slack.com/api", "https://slack.com/api/"),
        ("https://slack.com//api//", "https://slack.com/api/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://localhost:8080/api", "http://localhost:8080/api/"),
        ("http://[::1]:8080/api", "http://[::1]:8080/api/"),
    ],
)
def test_slacks_address_ends_with_one_slash(given, base):
    assert slack_api_base(given) == base


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("sqlite:///relative.db", "sqlite:///relative.db"),
        ("sqlite:////tmp/absolute.db", "sqlite:////tmp/absolute.db"),
        ("sqlite+aiosqlite:///relative.db", "sqlite:///relative.db"),
        ("postgres://u:p@db.test/n", "postgresql+asyncpg://u:p@db.test/n"),
        ("postgresql://u:p%40ss@db.test:6432/n", "postgresql+asyncpg://u:p%40ss@db.test:6432/n"),
        ("postgresql+asyncpg://u@db.test/n", "postgresql+asyncpg://u@db.test/n"),
        ("postgresql://db.test/n?sslmode=verify-full", "postgresql+asyncpg://db.test/n?ssl=verify-full"),
        ("postgresql:///n?host=/run/postgresql", "postgresql+asyncpg:///n?host=%2Frun%2Fpostgresql"),
    ],
)
def test_the_database_url_gets_its_driver(given, url):
    assert sqlalchemy_url(given) == url


def test_a_sqlite_url_names_its_file_and_a_postgres_url_none():
    assert sqlite_file("sqlite:///relative.db") == Path("relative.db")
    assert sqlite_file("sqlite:////var/lib/bot.db") == Path("/var/lib/bot.db")
    assert sqlite_file("postgresql+asyncpg://db.test/bot") is None


def test_a_postgres_without_its_driver_names_the_extra(monkeypatch):
    monkeypatch.setattr("bot.urls.find_spec", lambda name: None)

    with pytest.raises(ValueError, match=r"install recall-schedule\[postgres\]"):
        sqlalchemy_url("postgresql://db.test/n")
    assert sqlalchemy_url("sqlite:///n.db") == "sqlite:///n.db"


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("http://collector:4318", "http://collector:4318"),
        ("https://traces.example.com/otlp/", "https://traces.example.com/otlp"),
    ],
)
def test_a_collector_may_be_inside_the_network(text, base):
    assert collector_base(text) == base


@pytest.mark.parametrize(
    "text", ["collector:4318", "grpc://collector:4317", "http://me:word@collector", "http://c/?a=1"]
)
def test_what_is_no_collector_is_refused(text):
    with pytest.raises(ValueError, match="plain address"):
        collector_base(text)
