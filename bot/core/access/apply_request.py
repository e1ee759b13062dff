"""Turn a submission that nothing stands in the way of into the bookings to write."""

from dataclasses import replace
from typing import assert_never

from bot.core.access.assess import Present, Situation, assess
from bot.core.access.link_edit import edited_meeting
from bot.core.access.requests import Request
from bot.core.access.verdicts import AllowAgain, Book, Decision, Go, Rebooking, Replace, Written
from bot.core.booking.model import Booking
from bot.core.lifecycle.transitions import apply_edit, with_title_choice
from bot.core.lifecycle.vetoes import apply_veto_lift, with_veto_dropped


def decide(request: Request, template: Booking, situation: Situation, present: Present) -> Decision:
    """What to write for a request, by what is booked at this moment. `template`: the booking if it is a new one."""
    verdict = assess(request, situation, present)
    return apply_request(request, template, verdict) if isinstance(verdict, Go) else verdict


def apply_request(request: Request, template: Booking, verdict: Go) -> Written:
    match verdict:
        case Book():
            return Written(template)
        case Replace(rival):
            return Written(_with_request(rival, request, template))
        case AllowAgain(veto, Rebooking.SEPARATE):
            return Written(template, (with_veto_dropped(veto),))
        case AllowAgain(veto, Rebooking.AS_BEFORE):
            return Written(apply_veto_lift(veto, by=template.wish.by, now=template.booked_at))
        case AllowAgain(veto):
            return Written(_without_veto(veto, request, template))
        case _:
            assert_never(verdict)


def _with_request(rival: Booking, request: Request, template: Booking) -> Booking:
    return apply_edit(
        rival,
        settings=request.settings,
        preset=request.preset,
        destination=request.destination,
        by=template.wish.by,
        now=template.booked_at,
        meeting=edited_meeting(rival, template.meeting),
    )


def _without_veto(veto: Booking, request: Request, template: Booking) -> Booking:
    """Booked once more, as the form says; the card stays where it is."""
    allowed = apply_veto_lift(veto, by=template.wish.by, now=template.booked_at)
    wish = replace(allowed.wish, settings=request.settings, preset=request.preset)
    return replace(allowed, wish=wish, destination=with_title_choice(veto.destination, request.destination))
