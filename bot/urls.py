"""Validate configured addresses and convert them to the form that our libraries take."""

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.recall.base_url import is_loopback

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
# What asyncpg takes from a URL. It knows libpq's `sslmode` as `ssl`, and none of libpq's other words.
# https://docs.sqlalchemy.org/en/21/dialects/postgresql.html
_POSTGRES_OPTIONS = frozenset({"ssl", "host", "port", "prepared_statement_cache_size"})
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def slack_api_base(text: str) -> str:
    """`https://slack.com/api/`: slack_sdk puts a method's name straight behind it, so one slash ends it."""
    url = _web_address(text)
    path = "/".join(part for part in url.path.split("/") if part)
    return f"{url.scheme}://{url.netloc}/{path}/" if path else f"{url.scheme}://{url.netloc}/"


def public_base(text: str) -> str:
    """The app's public address, without a trailing slash. Slack and Recall call https only."""
    url = _web_address(text)
    if url.scheme != "https":
        raise ValueError("must start with https://: Slack requires it.")
    return f"https://{url.netloc}{url.path.rstrip('/')}"


def collector_base(text: str) -> str:
    """Return where traces go, without a slash at the end. A collector inside the network speaks plain http."""
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.netloc or url.username or url.query or url.fragment:
        raise ValueError("must be a plain address: http://collector:4318.")
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"


def browser_base(text: str) -> str:
    """What browsers open, without a slash at the end: https, or http on this machine."""
    url = _web_address(text)
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"


def check_tenant(text: str) -> str:
    """An Entra tenant as it stands in a path: its id, its domain, or a word for several."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", text):
        raise ValueError("must be your Entra tenant ID, `organizations` or `common`.")
    return text.lower()


def sqlalchemy_url(text: str) -> str:
    """What `DATABASE_URL` may hold, as a SQLAlchemy URL with its driver. The password stays in it."""
    scheme, separator, rest = text.partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if not separator or driver is None:
        raise ValueError("must start with sqlite:/// (a file) or postgresql://.")
    return _sqlite_url(rest) if driver.startswith("sqlite") else _postgres_url(f"{driver}://{rest}")


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite URL; None for Postgres."""
    url = make_url(database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _web_address(text: str) -> SplitResult:
    """Raises ValueError unless `text` is an https URL, or http to this machine: keys are sent to it."""
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port
    except ValueError:
        raise ValueError("isn't a URL.") from None
    if url.scheme not in {"http", "https"} or not host:
        raise ValueError("must be a URL that starts with https://.")
    if url.scheme == "http" and not is_loopback(host):
        raise ValueError("must start with https://. Plain http works only for this machine (127.0.0.1).")
    if url.username or url.password or url.query or url.fragment:
        raise ValueError("must be a plain address without a user, password, `?` or `#`.")
    return url


def _sqlite_url(rest: str) -> str:
    name = rest.removeprefix("/")
    if not rest.startswith("/") or not name or name == ":memory:" or "?" in name:
        raise ValueError("must name a file: sqlite:///relative.db or, from the root, sqlite:////var/lib/bot.db.")
    url = f"sqlite:///{name}"
    folder = Path(make_url(url).database or "").parent
    if not folder.is_dir():
        raise ValueError(f"points to a folder that doesn't exist: create {folder} first.")
    return url


def _postgres_url(text: str) -> str:
    if find_spec("asyncpg") is None:
        raise ValueError("needs the Postgres driver: install recall-schedule[postgres].")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # its words would show the password
        raise ValueError("isn't a URL: percent-encode special characters in the password.") from None
    return url.set(query=_postgres_options(url)).render_as_string(hide_password=False)


def _postgres_options(url: URL) -> dict[str, str | tuple[str, ...]]:
    options = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    unknown = sorted(options.keys() - _POSTGRES_OPTIONS)
    if unknown:
        raise ValueError(f"has options that the driver doesn't support: remove {', '.join(unknown)}.")
    if options.get("ssl", "disable") not in _SSL_MODES:
        raise ValueError(f"has an unknown sslmode: use one of {', '.join(_SSL_MODES)}.")
    return options
