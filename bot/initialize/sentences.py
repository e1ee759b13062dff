"""Say what `init` says, apart from its questions."""

from collections.abc import Sequence
from pathlib import Path

from bot.environment.command_names import name_command
from bot.initialize.questions import Transport

TRANSPORTS = """
How should Slack reach this app?
  1  Socket Mode: the app connects to Slack. No public address needed; the quickest start.
  2  HTTP: Slack calls the app at a public https address."""


def introduce(file: Path, *, is_there: bool) -> str:
    what = f"This updates {file}." if is_there else f"This creates {file}."
    keep = "\nPress Enter to keep what is in [brackets]." if is_there else ""
    return f"{what} Each answer is checked and saved right away; press Ctrl-C to stop, and run it again to go on.{keep}"


def describe_app(link: str, public_url: str | None) -> str:
    """With rich's markup: a terminal that knows links opens Slack with the manifest filled in."""
    manifest = name_command("manifest") + (f" --url {public_url}" if public_url else "")
    return (
        f"\nCreate the Slack app: [link={link}]https://api.slack.com/apps?new_app=1[/link]\n"
        f"Choose From a manifest, pick your workspace, and paste what `{manifest}` prints. Then click Create."
    )


def conclude(file: Path, transport: Transport, shadowed: Sequence[str]) -> str:
    lines = [f"\nSaved in {file}. Only you can read it."]
    lines += [f"{name} is also set in the environment, which wins over {file.name}." for name in shadowed]
    reach, verify = "", []
    if transport is Transport.HTTP:
        reach = " (Slack must reach POST /slack/events there)"
        verify = [
            "     Then, at api.slack.com/apps, Event Subscriptions: click Retry if the Request URL isn't verified yet."
        ]
    return "\n".join(
        [
            *lines,
            "",
            "Next:",
            f"  1. Start the app{reach}:  {name_command('serve')}",
            *verify,
            "  2. In Slack, type:  /recall-schedule https://meet.google.com/abc-defg-hij",
            "     with the link of your own meeting, and press Schedule bot.",
            "",
            f"`{name_command('doctor')}` checks the installation again. docs/calendars.md adds calendars.",
        ]
    )
