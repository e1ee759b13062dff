"""Agents are throttled by person, in a sliding window that processes share."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.clock import MovableClock
from bot.scheduling.agents.throttle import CALLS_A_MINUTE, MINUTE, CallThrottle
from tests.examples import JONAS, MAYA, NOW


@given(pauses=st.lists(st.integers(0, 20), max_size=200), processes=st.integers(1, 4))
def test_no_minute_ever_holds_more_than_the_limit(pauses, processes):
    clock = MovableClock(NOW, ticking=False)
    throttle, let_in = CallThrottle(clock, processes), []
    for seconds in pauses:
        clock.advance(timedelta(seconds=seconds / 4))
        if throttle.take(MAYA) is None:
            let_in.append(clock.now())

    most = CALLS_A_MINUTE // processes
    assert all(last - first >= MINUTE for first, last in zip(let_in, let_in[most:], strict=False))


def test_who_waits_as_long_as_told_is_let_in_and_others_are_not_held_up():
    clock = MovableClock(NOW, ticking=False)
    throttle = CallThrottle(clock)
    for _ in range(CALLS_A_MINUTE):
        assert throttle.take(MAYA) is None
        clock.advance(timedelta(milliseconds=100))

    wait = throttle.take(MAYA)
    assert wait == MINUTE - timedelta(milliseconds=100) * CALLS_A_MINUTE
    assert throttle.take(JONAS) is None
    clock.advance(wait)
    assert throttle.take(MAYA) is None
