"""How many calls of Slack and Recall the main job takes, counted by the pretend services."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.sandbox.slack.installation import ALL_SCOPES, OPTIONAL_SCOPES
from tests.benchmarks.report import Row, Section, as_text
from tests.journeys.world import World, a_world

EXPLANATION = """\
One person opens the form with `/recall-schedule` twice, picks a meeting and submits, over HTTP. Counted by the pretend
Slack and Recall that the program talks to: every request that arrives in the meantime, whatever for. With every scope,
Slack is asked once the form is open who reads the conversation, the first time in each and then once a day."""


class Counted:
    """The calls from when it was made until it is read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._slack, self._recall = len(world.slack.calls), len(world.recall.requests)

    @property
    def slack(self) -> list[str]:
        return [call.method for call in self._world.slack.calls[self._slack :]]

    @property
    def recall(self) -> list[str]:
        requests = self._world.recall.requests[self._recall :]
        return [f"{request.method} {request.path.split('/')[3]}" for request in requests]


async def measure() -> Section:
    rows = []
    for scopes, granted in (
        ("with every scope of the manifest", ALL_SCOPES | OPTIONAL_SCOPES),
        ("without the optional scopes", ALL_SCOPES),
    ):
        with TemporaryDirectory(prefix="bench-") as folder:
            async with a_world(f"sqlite:///{Path(folder)}/calls.db", scopes=granted) as world:
                rows += await _rows(world, scopes)
    return Section("Calls", EXPLANATION, rows)


async def _rows(world: World, scopes: str) -> list[Row]:
    unknown = Counted(world)
    await world.opens_form()
    if world.slack.workspace.installation.scopes >= OPTIONAL_SCOPES:
        await world.until(lambda: world.slack.calls_to("conversations.info"))
    rows = [_row(f"opening the form, person not yet known, {scopes}", unknown, None, None)]
    await world.maya.closes()
    known = Counted(world)
    await world.opens_form()
    rows.append(_row(f"opening the form, person known, {scopes}", known, 1, 0))
    await world.picks("Weekly sync")
    booking = Counted(world)
    await world.maya.submits()
    await world.card(saying="Scheduled")
    rows.append(_row(f"a booking, from the submission to the card, {scopes}", booking, 2, 1))
    return rows


def _row(what: str, counted: Counted, most_of_slack: int | None, of_recall: int | None) -> Row:
    slack, recall = counted.slack, counted.recall
    is_promised = most_of_slack is not None and of_recall is not None
    return Row(
        what=what,
        measured=f"Slack {len(slack)}, Recall {len(recall)}",
        beside=", ".join([*slack, *recall]),
        wanted=f"Slack ≤ {most_of_slack}, Recall {of_recall}" if is_promised else "",
        is_met=len(slack) <= most_of_slack and len(recall) == of_recall if is_promised else None,
    )


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
