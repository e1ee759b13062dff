"""Define the console script. Each command imports what it needs when it runs, so that `--help` is quick."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.core.calendars.providers import CalendarProvider
from bot.core.errors import DatabaseUnavailable, SetupError
from bot.maintenance import commands as maintenance

if TYPE_CHECKING:
    from bot.doctor.finding import Finding
    from bot.settings import Settings, StorageSettings

EXIT_WRONG = 1
EXIT_SETUP = 2

calendars_app = typer.Typer(help="Manage the calendars that people have connected.", no_args_is_help=True)
app = typer.Typer(
    help="Schedules Recall.ai bots from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, which hold tokens
    rich_markup_mode=None,
)


app.add_typer(calendars_app, name="calendars")


def main() -> None:
    """Run the console script; a SetupError becomes one plain message and exit code 2."""
    try:
        app(prog_name="recall-schedule")
    except SetupError as error:
        typer.echo(str(error), err=True)
        sys.exit(EXIT_SETUP)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from bot import __version__

        typer.echo(f"recall-schedule {__version__}")
        raise typer.Exit


@app.callback()
def version(
    is_wanted: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Books Recall.ai bots from Slack and keeps one truthful card about each."""


@app.command()
def init(
    non_interactive: Annotated[
        bool, typer.Option("--non-interactive", help="Ask nothing: take the answers from the environment.")
    ] = False,
    is_checked: Annotated[
        bool, typer.Option("--check/--no-check", help="Ask Slack and Recall about each answer; only without questions.")
    ] = True,
) -> None:
    """Create .env, question by question.

    Each answer is checked with Slack or Recall and saved. Run it again to change one. Exit code 0: .env is complete.
    1: Slack or Recall refuses an answer. 2: an answer is missing or malformed.
    """
    import os
    from pathlib import Path

    from bot.initialize.interview import interview
    from bot.initialize.unattended import initialize_unattended
    from bot.initialize.vendors import read_vendors
    from bot.log import configure_logging
    from bot.settings import ENV_FILE

    configure_logging("ERROR", "console")
    file = Path.cwd() / ENV_FILE
    vendors = read_vendors(file, os.environ)
    if not non_interactive:
        interview(file, vendors)
        return
    findings = initialize_unattended(file, os.environ, vendors, is_checked=is_checked)
    _report(findings)


@app.command()
def serve() -> None:
    """Run the app until it is told to stop."""
    # As process 1 of a container it would not be ended before it listens to signals itself: nothing has begun yet.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = _settings()
    import structlog

    from bot import event_loop
    from bot.serve import serve as run
    from bot.settings import find_misnamed_variables

    for name, meant in find_misnamed_variables().items():
        structlog.get_logger().warning("unknown_variable_ignored", variable=name, did_you_mean=meant)
    event_loop.run(run(settings))


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on (default: any).")] = None,
    once: Annotated[bool, typer.Option("--once", help="Play the story once, then stop.")] = False,
) -> None:
    """Try it out with a pretend Slack and Recall."""
    from bot.log import configure_logging
    from bot.settings import remove_oauth_variables

    try:
        import websockets  # noqa: F401 -- for the pretend Slack's Socket Mode; uvicorn asks for it too late to say so

        from bot.sandbox.demo import run_demo
    except ModuleNotFoundError as error:
        sentence = f"The demo needs {error.name}, which isn't installed: install recall-schedule[demo]."
        raise SetupError(sentence) from None

    configure_logging("WARNING", "console")
    remove_oauth_variables()
    asyncio.run(run_demo(port, once))


@app.command()
def doctor(
    user: Annotated[
        str | None, typer.Option(metavar="U…|ADDRESS", help="Also check whether this person can use the app.")
    ] = None,
) -> None:
    """Check the installation.

    Looks at tokens, scopes, key, region, calendars, database and configuration, and says how to fix them.
    Exit code 0: all well. 1: something is wrong. 2: the settings cannot be read.
    """
    settings = _settings()
    from bot.doctor.examine import examine
    from bot.doctor.person import check_user
    from bot.log import configure_logging

    configure_logging("ERROR", settings.log_format)  # its findings say it all
    findings = asyncio.run(examine(settings, user=user and check_user(user)))
    _report(findings)


@app.command()
def manifest(
    url: Annotated[str | None, typer.Option(metavar="BASE", help="Use HTTP mode at this https address.")] = None,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="Let people mention the app: adds the scope app_mentions:read.")
    ] = False,
    workflow_step: Annotated[
        bool, typer.Option("--workflow-step", help="Offer a step in Workflow Builder. Needs a paid Slack plan.")
    ] = False,
    slackbot: Annotated[
        bool, typer.Option("--slackbot", help="Let Slackbot call /mcp: adds the scope mcp:connect. Needs --url.")
    ] = False,
) -> None:
    """Print the manifest to paste into Slack."""
    from bot.manifest import build_manifest

    text = build_manifest(url, has_mentions=mentions, has_workflow_step=workflow_step, has_slackbot=slackbot)
    typer.echo(text, nl=False)


@app.command()
def audit(
    meeting: Annotated[
        str | None, typer.Option(metavar="ID|LINK", help="ID of a booking, calendar event or bot, or a meeting link.")
    ] = None,
    person: Annotated[str | None, typer.Option(metavar="U…", help="Slack user ID.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
            help="Date or time, in UTC: 2026-03-02 or 2026-03-02T14:30.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line, with all details.")] = False,
) -> None:
    """Print who did what, and what came of it.

    Who asked for what, what was sent and how it ended, oldest first. It needs only the database, no tokens.
    """
    settings = _storage_settings()
    from bot.audit_lines import check_meeting, check_person, format_line

    render = _format_json if as_json else format_line
    wanted = {
        "meeting": meeting and check_meeting(meeting),
        "person": person and check_person(person),
        "since": since and since.replace(tzinfo=UTC),
    }
    asyncio.run(_print_audit(settings, render, wanted))


def _format_json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)


async def _print_audit(
    settings: "StorageSettings", render: Callable[[dict[str, Any]], str], wanted: dict[str, Any]
) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.store.audit import read_audit
    from bot.urls import sqlite_file

    url = settings.database_url.get_secret_value()
    file = sqlite_file(url)
    if file and not file.exists():
        raise SetupError(f"DATABASE_URL: there's no database at {file}.")
    try:
        lines = 0
        async for line in read_audit(url, **wanted):
            lines += 1
            typer.echo(render(line))
        if not lines:
            typer.echo("No matching entries.", err=True)
    except BrokenPipeError:  # the reader has closed the pipe
        raise
    except DatabaseUnavailable as error:
        raise SetupError(
            f"DATABASE_URL: the audit trail can't be read ({error.trouble}). Run doctor to see why."
        ) from None
    except (SQLAlchemyError, OSError) as error:
        kind = type(error).__name__
        raise SetupError(f"DATABASE_URL: the audit trail can't be read ({kind}). Run doctor to see why.") from None


for command in (maintenance.backup, maintenance.restore, maintenance.copy_database):
    app.command()(command)


@calendars_app.command("rotate-secret")
def rotate_secret(
    provider: Annotated[CalendarProvider, typer.Option(help="Provider whose client secret changed.")],
) -> None:
    """Give Recall the new client secret.

    Set GOOGLE_CLIENT_SECRET or MICROSOFT_CLIENT_SECRET to the new one first. Every calendar that was connected with
    that client is updated. Exit code 1: some could not be; run it again.
    """
    settings = _settings()
    from bot.client_secret import rotate

    rotation = asyncio.run(rotate(settings, provider))
    typer.echo(f"Calendars updated: {rotation.updated}.")
    if rotation.failed:
        typer.echo(f"Not updated: {len(rotation.failed)}. Run this again in a few minutes.", err=True)
        raise typer.Exit(EXIT_WRONG)


def _report(findings: "list[Finding]") -> None:
    from bot.doctor.finding import is_well, render_findings

    typer.echo(render_findings(findings))
    raise typer.Exit(0 if is_well(findings) else EXIT_WRONG)


def _storage_settings() -> "StorageSettings":
    from bot.log import configure_logging
    from bot.settings import load_storage_settings

    settings = load_storage_settings()
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _settings() -> "Settings":
    """Read, with logging ready and Bolt's OAuth variables out of the way. Raises SetupError."""
    import structlog

    from bot.log import configure_logging
    from bot.settings import load_settings, remove_oauth_variables

    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    found = remove_oauth_variables()
    for variable in found if not settings.signs_in_with_slack else ():
        structlog.get_logger().warning("oauth_variable_ignored", variable=variable, instead="SLACK_BOT_TOKEN")
    return settings
