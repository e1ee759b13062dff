"""Every way in which a write can go wrong at Recall, before or after the work was done, once or every time.

Each cell ends with at most one bot and a card that says what is so; what happens on the way there is read from the
pretend Recall's log.
"""

from itertools import pairwise

import pytest

from bot.core.booking.model import Booking
from bot.sandbox.recall.ledger import Recorded
from tests.faults.operations import OPERATIONS, Operation
from tests.faults.rig import Rig, a_rig
from tests.faults.troubles import TROUBLES, Place, Trouble

LOSES_PATIENCE_SECONDS = 0.2


def cells(*, slow: bool) -> list[object]:
    return [
        pytest.param(operation, trouble, when, times, id=f"{operation.name}: {trouble.name}, {when} the work, {name}")
        for operation in OPERATIONS
        for trouble in TROUBLES
        for when in trouble.moments
        for times, name in ((1, "first attempt"), (None, "every attempt"))
        if trouble.needs_patience is not slow and not (operation.takes_off and trouble.lies and when == "before")
    ]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("operation", "trouble", "when", "times"), cells(slow=False))
async def test_what_goes_wrong_ends_in_one_bot_and_a_true_card(quick_rig, operation, trouble, when, times):
    cell = await Cell.come_to_its_end(quick_rig, operation, trouble, when, times)

    cell.check_end()
    cell.check_retries()
    cell.check_card()


@pytest.mark.parametrize(("operation", "trouble", "when", "times"), cells(slow=True))
async def test_what_comes_too_late_ends_in_one_bot_and_a_true_card(database_url, operation, trouble, when, times):
    async with a_rig(database_url, patience=LOSES_PATIENCE_SECONDS) as rig:
        cell = await Cell.come_to_its_end(rig, operation, trouble, when, times)

        cell.check_end()
        cell.check_retries()
        cell.check_card()


class Cell:
    def __init__(
        self, rig: Rig, operation: Operation, trouble: Trouble, when: str, times: int | None, booking: Booking
    ):
        self.rig, self.operation, self.trouble = rig, operation, trouble
        self.when, self.times, self.booking = when, times, booking
        self.writes = rig.recall.requests_to(operation.method, operation.path)

    @classmethod
    async def come_to_its_end(
        cls, rig: Rig, operation: Operation, trouble: Trouble, when: str, times: int | None
    ) -> "Cell":
        prepared = await operation.prepares(rig)
        trouble.strikes(rig, Place(operation.method, operation.path, when, times))
        booking = await operation.acts(rig, prepared)
        await rig.comes_to_rest()
        return cls(rig, operation, trouble, when, times, await rig.now_is(booking))

    @property
    def gets_there(self) -> bool:
        """Whether the wish comes true in the end."""
        if self.trouble.is_permanent:
            return self.operation.takes_off and (
                self.trouble.status == 404
                or (self.trouble.status == 405 and self.operation.name == "delete")
                or (self.trouble.status == 400 and self.operation.name == "unschedule" and self.when == "after")
            )
        # A bot that cannot be taken off is made to leave once it is in the call; what is slow is done in the end.
        is_slow = self.trouble.name == "time-out"
        # Too near to the start for a change, the bot of a link is made anew.
        waits_long = self.operation.name == "update" and self.trouble.status == 507
        return self.times == 1 or self.when == "after" or self.operation.takes_off or is_slow or waits_long

    def check_end(self) -> None:
        bots = self.rig.live_bots()
        assert len(bots) <= 1
        assert self.booking.is_applied == self.gets_there
        assert self.booking.has_given_up != self.gets_there
        if self.trouble.is_permanent:
            return
        if self.operation.takes_off:
            assert bots == []
        elif self.gets_there:
            revision = self.booking.wish.revision
            assert [bot.metadata["recall_schedule_revision"] for bot in bots] == [str(revision)]
        elif self.operation.name in {"schedule", "create"}:
            assert bots == []
        else:
            assert [bot.metadata["recall_schedule_revision"] for bot in bots] == ["1"]

    def check_retries(self) -> None:
        if self.trouble.is_permanent and self.operation.name != "delete":
            assert len(self.writes) == 1
        for number, (earlier, later) in enumerate(pairwise(self.writes)):
            went_wrong = self.times is None or number == 0
            if went_wrong:
                self.check_resend(earlier, later, is_repeated=number > 0)

    def check_resend(self, earlier: Recorded, later: Recorded, *, is_repeated: bool) -> None:
        between = self.rig.recall.requests
        between = between[between.index(earlier) + 1 : between.index(later)]
        if leaves_a_doubt(earlier.status):
            assert any(each.method == "GET" and each.status == 200 for each in between)
        if earlier.status == self.trouble.status and not (is_repeated and self.trouble.names_a_date):
            assert later.at - earlier.at >= self.trouble.pause
        keys = [each.headers.get("idempotency-key") for each in (earlier, later)]
        is_old_answer = earlier.status == 409 and is_repeated  # after two minutes the key is a new one
        if keys[0] is not None and earlier.status == self.trouble.status and not is_old_answer:
            assert (keys[0] == keys[1]) == self.trouble.keeps_key

    def check_card(self) -> None:
        (card,) = self.rig.cards()
        assert self.booking.said.shown_version == self.booking.said.version
        if self.gets_there:
            assert self._what_came_of_it in card.text
        elif self.operation.takes_off:
            assert "couldn't be canceled" in card.text or "The bot may still join" in card.text
        elif self.operation.name in {"schedule", "create"}:
            assert "Failed:" in card.text
        elif self.trouble.status == 507:  # it is waited for until the bot as it was booked before is in the call
            assert "Joining:" in card.text
        else:
            assert "Scheduled:" in card.text
            is_over = self.booking.ends_at <= self.rig.clock.now()
            assert ("Cancel bot" in labels_of(card.blocks)) is not is_over

    @property
    def _what_came_of_it(self) -> str:
        if not self.operation.takes_off:
            return "Scheduled:"
        # Here no one tells us that a bot which was seen in the call, and asked to leave, has left.
        return "Canceling:" if self.booking.bot.is_live else "Canceled:"


def leaves_a_doubt(status: int | None) -> bool:
    return status is None or status == 200 or status >= 500 or status in {408, 425}


def labels_of(blocks):
    """The labels of a card's buttons."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]
