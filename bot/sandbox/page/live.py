"""Stream page updates to a tab as server-sent events, one for each region that has changed.

Every connection begins with all parts, so that a tab that was cut off misses nothing.
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.sandbox.page.regions import NAMES, Regions
from bot.sandbox.page.tab import Tab
from bot.sandbox.slack.changes import Change, Changes

RECONNECT_MILLISECONDS = 500
LOOKS_AGAIN_AFTER = 0.2  # seconds: the clock goes on, and Recall notifies only the app
SETTLES_WITHIN = 0.01  # seconds: what happens together is shown together


async def follow(regions: Regions, tab: Tab, changes: Changes) -> AsyncIterator[str]:
    yield f"retry: {RECONNECT_MILLISECONDS}\n\n"
    shown: dict[str, str] = {}
    with changes.follow() as queue:
        while True:
            for name in NAMES:
                html = regions.draw(name, tab)
                if shown.get(name) != html:
                    shown[name] = html
                    yield f"event: region\ndata: {json.dumps({'name': name, 'html': html})}\n\n"
            await _something_happens(queue)


async def _something_happens(queue: asyncio.Queue[Change]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOKS_AGAIN_AFTER):
            await queue.get()
            await asyncio.sleep(SETTLES_WITHIN)
    while not queue.empty():
        queue.get_nowait()
