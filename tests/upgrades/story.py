"""Play one story with the program of the checkout that this runs in, and leave its SQLite file behind.

`python story.py FILE`, with the root of that checkout as the folder and on PYTHONPATH. It uses nothing that has not
been there since the first migration. Five bookings are carried out, for two Recall answers 503, and one is in hand when
the process is killed.
"""

import asyncio
import sys
from pathlib import Path

from bot.clock import SystemClock
from tests.soak.calm import until_asked, until_calendars_are_read, until_calm
from tests.soak.served import Served
from tests.soak.town import Town

DONE, FAILED = 5, 2
TOO_LONG_SECONDS = 120


async def main(file: Path) -> None:
    async with Town(SystemClock(), file.parent, f"sqlite:///{file}", channels=4, people=4).open() as town:
        *events, link = await town.forms(DONE + FAILED + 1)
        serve = Served("serve", file.parent, town.variables)
        serve.start()
        await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))
        for form in events[:DONE]:
            await town.submit(form, serve.port)
        await until_calm(town)
        town.recall.fail_next(503, times=FAILED, method="POST", retry_after=60)
        for form in events[DONE:]:
            await town.submit(form, serve.port)
        await until_asked(town, DONE + FAILED)
        await asyncio.sleep(3)  # their cards say so
        town.recall.delay_next(TOO_LONG_SECONDS, times=None, method="POST")
        await town.submit(link, serve.port)
        await asyncio.sleep(4)
        await serve.is_killed()
        if not all(form.is_acked for form in [*events, link]):
            raise SystemExit(f"not acknowledged: {[form.answers for form in [*events, link]]}")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
