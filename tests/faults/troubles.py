"""What can go wrong with a call of Recall, and what is then known of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from tests.faults.rig import Rig

PERMANENT = (400, 401, 402, 403, 404, 405)
TRANSIENT = (408, 409, 425, 429, 500, 502, 503, 504, 507)
LONGER = timedelta(seconds=90)
SLOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Place:
    """Which calls go wrong, and how many of them (None: every one)."""

    method: str
    path: str
    when: str
    times: int | None


@dataclass(frozen=True, slots=True)
class Trouble:
    name: str
    strikes: Callable[[Rig, Place], None]
    status: int | None = None  # None: no answer
    retry_after: timedelta | None = None
    names_a_date: bool = False  # which passes once
    needs_patience: bool = True  # False: the client has to lose it soon
    lies: bool = False  # says that it is done
    moments: tuple[str, ...] = ("before", "after")

    @property
    def is_permanent(self) -> bool:
        return self.status in PERMANENT

    @property
    def keeps_key(self) -> bool:
        return self.status in {None, 409}

    @property
    def pause(self) -> timedelta:
        """The least time until the next try."""
        if self.retry_after:
            return self.retry_after
        return timedelta(seconds=30 if self.status == 507 else 1)


def _answers(status: int, **how: object) -> Callable[[Rig, Place], None]:
    def strike(rig: Rig, place: Place) -> None:
        rig.recall.fail_next(status, times=place.times, when=place.when, method=place.method, path=place.path, **how)

    return strike


def _answers_with_date(status: int) -> Callable[[Rig, Place], None]:
    def strike(rig: Rig, place: Place) -> None:
        date = format_datetime(rig.clock.now() + LONGER, usegmt=True)
        _answers(status, retry_after=date)(rig, place)

    return strike


def _hangs_up(rig: Rig, place: Place) -> None:
    rig.recall.hang_up_next(times=place.times, when=place.when, method=place.method, path=place.path)


def _breaks_off(rig: Rig, place: Place) -> None:
    rig.recall.break_off_next(times=place.times, method=place.method, path=place.path)


def _is_slow(rig: Rig, place: Place) -> None:
    rig.recall.delay_next(
        SLOW.total_seconds(), times=place.times, when=place.when, method=place.method, path=place.path
    )


TROUBLES = [
    *(Trouble(str(status), _answers(status), status) for status in (*PERMANENT, *TRANSIENT)),
    *(
        Trouble(f"{status} with Retry-After", _answers(status, retry_after=90), status, LONGER)
        for status in (429, 503, 507)
    ),
    Trouble("429 with a date", _answers_with_date(429), 429, LONGER, names_a_date=True),
    Trouble("502 in HTML", _answers(502, body="html"), 502),
    Trouble("500 without a body", _answers(500, body="empty"), 500),
    Trouble("503 half", _answers(503, body="half")),
    Trouble("200 half", _breaks_off, moments=("after",)),
    Trouble("200 in HTML", _answers(200, body="html"), 200, lies=True),
    Trouble("hang-up", _hangs_up),
    Trouble("time-out", _is_slow, needs_patience=False),
]
