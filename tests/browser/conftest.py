"""A real browser before the real command: nothing here looks behind the page."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot

CHECKOUT = Path(bot.__file__).parents[1]
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MILLISECONDS = 20_000  # a busy machine is slow to draw


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set CHROMIUM to where it is")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def demo_process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot", "demo"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


@pytest.fixture
def demo(demo_process: subprocess.Popen[str]) -> str:
    """The address that `recall-schedule demo` prints."""
    assert demo_process.stdout is not None
    return next(word for word in demo_process.stdout.readline().split() if word.startswith("http://"))


@pytest.fixture
def visit(browser: Any, demo: str) -> Iterator[Any]:
    """Opens the page as in a browser of its own: `visit("?as=U0JONAS", width=390)`."""
    contexts = []

    def open_page(address: str = "", *, width: int = 1280) -> Any:
        # Without animations: what fades in has no contrast yet.
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{demo}/{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()
