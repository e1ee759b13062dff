"""Forms as the store is given them: each asks for one booking, as it is unless `decide` says otherwise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.core.access.target import RivalKeys
from bot.core.access.verdicts import Written
from bot.core.booking.model import Booking
from bot.store.bookings.submissions import Decide, Submission
from tests.examples import NOW


def a_submission(
    view_id: str,
    booking: Booking,
    decide: Decide | None = None,
    at: datetime = NOW,
    *,
    event_ids: Iterable[Any] = (),
    veto_keys: Iterable[str] = (),
    booking_ids: Iterable[Any] = (),
    **facts: Any,
) -> Submission:
    return Submission(
        view_id=view_id,
        team_id=booking.team_id,
        user_id=booking.booked_by,
        at=at,
        rivals=RivalKeys(
            frozenset(event_ids), frozenset({booking.meeting.link_key}), frozenset(veto_keys), frozenset(booking_ids)
        ),
        decide=decide or (lambda _: Written(booking)),
        **facts,
    )
