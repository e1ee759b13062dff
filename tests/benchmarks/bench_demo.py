"""How long a newcomer waits: from the clone to the page, and from a click to the card."""

import asyncio
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.sandbox.page.site import build_page
from bot.sandbox.serving import serving
from bot.sandbox.stage import Stage, set_up_stage
from tests.benchmarks.processes import PROJECT
from tests.benchmarks.report import Row, Section, as_text, milliseconds

ME = {"as": "U0MAYA", "in": "C0SALES"}
MEETINGS = ("acme", "design", "support hand", "product stand", "quarterly")
PARTS = re.compile(r'(?:href|src)="(/[^"?#]*\.(?:css|js|svg|png|woff2)[^"]*)"')

EXPLANATION = """\
A fresh clone of this checkout, `make demo` in it, and a wait for the page: with pip's cache as it is on this machine,
which had installed the same packages before. Beside it what of that was installing. The page and all that it names,
as they come over the wire. Then, with the demo running, forms that are submitted on the page until their card is in
the conversation, with the program and both pretend services in one process; beside it the page itself."""


async def measure() -> Section:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        clone = await asyncio.to_thread(_clone_row, Path(folder))
        async with _page(Path(folder)) as (stage, http):
            return Section("The demo", EXPLANATION, [clone, await _weight_row(http), await _card_row(stage, http)])


def _clone_row(folder: Path) -> Row:
    started = time.perf_counter()
    checkout = folder / "checkout"
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(checkout)], check=True)
    command = [shutil.which("make") or "make", "demo"]
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True, process_group=0) as demo:
        assert demo.stdout is not None
        address = next(word for line in demo.stdout for word in line.split() if word.startswith("http://"))
        httpx.get(address, trust_env=False).raise_for_status()
        seconds = time.perf_counter() - started
        demo.send_signal(signal.SIGTERM)
        subprocess.run(["pkill", "-TERM", "-g", str(demo.pid)], check=False)
    # The stamp is touched when everything is installed; the clone itself takes next to nothing.
    installed = (checkout / ".venv/.runtime").stat().st_mtime - (checkout / "Makefile").stat().st_mtime
    return Row(
        what="from the clone to the page",
        measured=f"{seconds:.1f} s",
        beside=f"installing: {installed:.1f} s, {installed / seconds:.0%} of it",
        ratio=seconds / installed,
        wanted="≤ 60 s",
        is_met=seconds <= 60,
    )


@asynccontextmanager
async def _page(folder: Path) -> AsyncIterator[tuple[Stage, httpx.AsyncClient]]:
    async with (
        set_up_stage(folder) as stage,
        serving(build_page(stage)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
    ):
        yield stage, http


async def _weight_row(http: httpx.AsyncClient) -> Row:
    page = await http.get("/", params=ME)
    parts = [await http.get(path) for path in sorted(set(PARTS.findall(page.text)))]
    weight = sum(len(answer.content) for answer in (page, *parts))
    return Row(what="the page and what it names", measured=f"{weight / 1000:.0f} kB in {1 + len(parts)} requests")


async def _card_row(stage: Stage, http: httpx.AsyncClient) -> Row:
    cards = [await _seconds_to_card(stage, http, words) for words in MEETINGS]
    pages = [await _seconds_of_page(http) for _ in MEETINGS]
    card, page = statistics.median(cards), statistics.median(pages)
    return Row(
        what="from the click to the card",
        measured=f"median {milliseconds(card)}, longest {milliseconds(max(cards))}",
        beside=f"the page itself: {milliseconds(page)}",
        ratio=card / page,
    )


async def _seconds_to_card(stage: Stage, http: httpx.AsyncClient, words: str) -> float:
    maya, before = stage.slack.person("U0MAYA"), len(stage.slack.messages("C0SALES"))
    await http.post("/do/write", params=ME, json={"who": "U0MAYA", "words": f"/recall-schedule {words}"})
    await stage.slack.until(lambda: maya.view)
    started = time.perf_counter()
    await http.post("/do/submit", params=ME, json={})
    await stage.slack.until(lambda: len(stage.slack.messages("C0SALES")) > before)
    return time.perf_counter() - started


async def _seconds_of_page(http: httpx.AsyncClient) -> float:
    started = time.perf_counter()
    (await http.get("/", params=ME)).raise_for_status()
    return time.perf_counter() - started


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
