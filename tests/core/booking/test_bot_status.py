"""One table says of every status of Recall's what it means; what is not in it changes nothing."""

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import BotStatus, Milestone, Phase, ShownStatus, read_bot_status, status_row
from bot.core.booking.model import shown_status
from bot.core.identifiers import BotId
from bot.sandbox.recall.bot_endpoints import STATUSES
from bot.store.json_documents import BOOKING
from tests.examples import NOW, a_booked_booking

NEW = "in_breakout_room"


def test_every_status_that_pretend_recall_knows_is_in_the_table() -> None:
    assert {status.value for status in BotStatus} >= STATUSES


def test_a_bots_life_is_in_the_order_of_the_ranks() -> None:
    life = ["ready", "joining_call", "in_waiting_room", "in_call_recording", "call_ended", "recording_done", "done"]
    ranks = [status_row(code).rank for code in life]

    assert ranks == sorted(set(ranks))
    assert all(status_row(NEW).rank < rank for rank in ranks)


@pytest.mark.parametrize(
    ("phase", "codes"),
    [
        (Phase.SCHEDULED, {"ready"}),
        (
            Phase.LIVE,
            {
                "joining_call",
                "in_waiting_room",
                "in_call_not_recording",
                "recording_permission_allowed",
                "recording_permission_denied",
                "in_call_recording",
            },
        ),
        (Phase.LEFT, {"call_ended", "recording_done"}),
        (Phase.FINISHED, {"done", "fatal", "analysis_done", "analysis_failed", "media_expired"}),
        (Phase.UNKNOWN, set()),
    ],
)
def test_what_a_bot_can_still_do(phase: Phase, codes: set[str]) -> None:
    assert {status.value for status in BotStatus if status.row.phase is phase} == codes


def test_a_status_of_a_live_or_finished_bot_is_shown() -> None:
    assert [status for status in BotStatus if status.row.shown is None] == [BotStatus.READY]
    assert not any(status.row.shown is ShownStatus.PAUSED for status in BotStatus)  # which takes a recording before


def test_only_what_people_want_to_be_told_is_a_milestone() -> None:
    milestones = {status.value: status.row.milestone for status in BotStatus if status.row.milestone}

    assert milestones == {
        "in_waiting_room": Milestone.LOBBY,
        "in_call_recording": Milestone.RECORDING,
        "done": Milestone.DONE,
        "fatal": Milestone.FAILED,
    }


def test_what_a_status_says_of_a_recording() -> None:
    def named(is_so) -> set[str]:
        return {status.value for status in BotStatus if is_so(status.row)}

    assert named(lambda row: row.has_recorded) == {"in_call_recording", "recording_done"}
    assert named(lambda row: row.promises_recording) == {"recording_done", "done", "analysis_done", "analysis_failed"}
    assert named(lambda row: row.follows_call_ended) == {
        "recording_done",
        "done",
        "analysis_done",
        "analysis_failed",
        "media_expired",
    }


def test_a_status_that_recall_has_added_is_kept_as_it_came_and_moves_nothing() -> None:
    booking = a_booked_booking(bot=BotState(bot_id=BotId("bot-1"), applied_revision=1, status=NEW))

    read = BOOKING.validate_json(BOOKING.dump_json(booking))

    assert read.bot.status == NEW
    assert (read.bot.is_live, read.bot.is_over, read.bot.has_finished, read.bot.is_scheduled) == (False,) * 4
    assert shown_status(read, NOW) is ShownStatus.BOOKED
    assert read_bot_status(NEW) is None


@pytest.mark.parametrize("status", BotStatus)
def test_a_status_is_stored_as_recalls_own_code(status: BotStatus) -> None:
    booking = a_booked_booking(bot=BotState(bot_id=BotId("bot-1"), applied_revision=1, status=status.value))

    assert f'"status":"{status.value}"'.encode() in BOOKING.dump_json(booking)
    assert BotState(status=status.value).row is status.row
