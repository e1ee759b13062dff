"""Follow the README from an empty folder to a first bot, with pretend vendors, and take the time."""

import re
import shlex
import sys
import time
from pathlib import Path

import bot
from bot.blocks.names import COMMAND
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN
from tests.ports import free_port
from tests.terminal import PATIENCE, Terminal

CHECKOUT = Path(bot.__file__).parents[1]
LINK = "https://meet.google.com/abc-defg-hij"
SALES = "C0SALES"
SECONDS = 50  # of a machine's time, much of it for two starts; the rest of ten minutes is a person's


def read_steps() -> list[str]:
    """The lines in the code blocks of the README's first path."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Set it up in your workspace\n")[2].partition("\n### ")[0]
    return [line for block in re.findall(r"```\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]


def read_recipe(target: str) -> list[str]:
    """What `make target` runs, with this interpreter."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    [recipe] = re.findall(rf"^{target}:.*\n\t@(.*)\n", makefile, re.MULTILINE)
    return shlex.split(recipe.replace("$(BIN)/python", shlex.quote(sys.executable)).replace("$(ARGS)", ""))


async def answer_everything(terminal: Terminal, api_key: str) -> None:
    await terminal.answers("1 or 2", "")
    await terminal.answers("Bot User OAuth Token (hidden)", BOT_TOKEN)
    await terminal.answers("App-Level Token (hidden)", APP_TOKEN)
    await terminal.answers("API key (hidden)", api_key)
    assert await terminal.ends() == 0


async def test_the_readmes_first_path_ends_with_a_bot(vendors, tmp_path):
    began = time.monotonic()
    maya = vendors.slack.person("U0MAYA", email="maya@example.com")
    vendors.slack.add_channel(SALES, name="sales", members={"U0MAYA"}, app_is_member=True)
    set_up, run, in_slack = read_steps()
    environment = {**vendors.environment, "PORT": str(free_port())}

    init = Terminal(read_recipe(set_up.removeprefix("make ")), tmp_path, vendors.environment)
    await answer_everything(init, vendors.recall.api_key)
    init.close()
    app = Terminal(read_recipe(run.removeprefix("make ")), tmp_path, environment)
    try:
        await app.reads("ready")
        assert in_slack == f"{COMMAND} {LINK}"
        await vendors.slack.until(lambda: vendors.slack.sockets.is_connected, PATIENCE)
        await maya.types(in_slack, SALES)
        await vendors.slack.until(lambda: maya.view and maya.view.get("submit"), PATIENCE)
        await maya.submits()
        await vendors.slack.until(lambda: vendors.recall.bots, PATIENCE)
    finally:
        app.close()

    [booked] = vendors.recall.bots
    assert booked.meeting_url == LINK
    assert time.monotonic() - began < SECONDS
