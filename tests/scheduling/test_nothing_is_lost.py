"""Check that wishes, crashes and failures in any order end with Recall holding what was wished last.

Every run is a random story. Once it has calmed down there is exactly one bot for each meeting that one was wished for,
with the newest settings, none for the others, and cards that say so; on the way there are never two.
"""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import hypothesis
import pytest
import stamina
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.blocks.card.status import card_status
from bot.core.booking.model import Intent
from bot.core.bot_config.settings import BotSettings
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from tests.examples import MAYA, a_bare_link
from tests.faults.rig import LASTS, SALES, a_rig
from tests.memory import a_folder_in_memory

MINUTE = timedelta(minutes=1)
SETTLES_WITHIN = timedelta(minutes=15)
MEETINGS = ["distant event", "near event", "link"]
SETTINGS = {"plain": BotSettings(), "scribe": BotSettings(bot_name="Scribe"), "clerk": BotSettings(bot_name="Clerk")}
WRITES = [
    ("POST", "/api/v2/calendar-events/*/bot/"),
    ("DELETE", "/api/v2/calendar-events/*/bot/"),
    ("POST", "/api/v1/bot/"),
    ("PATCH", "/api/v1/bot/*/"),
    ("DELETE", "/api/v1/bot/*/"),
    ("POST", "/api/v1/bot/*/leave_call/"),
]
READS = [("GET", "/api/v2/calendar-events/*/"), ("GET", "/api/v1/bot/"), ("GET", "/api/v1/bot/*/")]
CALLS = st.sampled_from([*WRITES, *WRITES, *READS])
STATUSES = st.sampled_from([400, 401, 403, 408, 409, 425, 429, 500, 502, 503, 504, 507])
SLACK_METHODS = st.sampled_from(["chat.postMessage", "chat.update"])
SLACK_TROUBLES = st.sampled_from(
    [{"status": 503}, {"error": "internal_error"}, {"no_answer": True}, {"retry_after": 5}, {"error": "is_archived"}]
)
WHEN = st.sampled_from(["before", "after"])


class Stories(RuleBasedStateMachine):
    rig = None
    runner = None

    @initialize()
    def begin(self):
        self.run(self.rig.begins_anew())
        self.meetings = self.run(self._make_meetings())
        self.newest = {}
        self.older = {}
        self.wished = {}
        self.vetoed = set()
        self.repeats_possible = 0
        self.may_come_late = False

    def run(self, work):
        return self.runner.run(work)

    async def _make_meetings(self):
        start = self.rig.clock.now() + timedelta(minutes=50)
        return {
            "distant event": await self.rig.calendar_meeting(timedelta(hours=5)),
            "near event": await self.rig.calendar_meeting(timedelta(minutes=35)),
            "link": a_bare_link(start_time=start, end_time=start + LASTS),
        }

    @rule(name=st.sampled_from(MEETINGS), settings=st.sampled_from(sorted(SETTINGS)))
    def somebody_books(self, name, settings):
        if self.rig.clock.now() < self.meetings[name].end_time:
            written = self.run(self.rig.tries_to_book(self.meetings[name], SETTINGS[settings]))
            assert (written is None) == (name in self.vetoed)
            if written is not None:
                self.becomes_the_newest(name, written)
                self.wished[name] = SETTINGS[settings]

    def becomes_the_newest(self, name, booking):
        older = self.older.setdefault(name, {})
        if name in self.newest:
            older[self.newest[name].id] = self.newest[name]
        older.pop(booking.id, None)
        self.newest[name] = booking

    @rule(name=st.sampled_from(MEETINGS))
    def somebody_does_not_want_it(self, name):
        if name in self.newest and name not in self.vetoed and self.run(self.rig.objects(self.newest[name])):
            self.vetoed.add(name)
            self.wished[name] = None

    @rule(name=st.sampled_from(MEETINGS))
    def they_agree_after_all(self, name):
        if name in self.vetoed and self.run(self.rig.agrees(self.newest[name])):
            self.vetoed.remove(name)
            self.wished[name] = self.newest[name].wish.settings

    @rule(name=st.sampled_from(MEETINGS))
    def somebody_cancels(self, name):
        if name in self.newest:
            self.run(self.rig.calls_off(self.newest[name]))
            self.wished[name] = None

    @rule(name=st.sampled_from(MEETINGS))
    def somebody_tries_again(self, name):
        if name in self.newest:
            self.run(self.rig.asks_again(self.newest[name]))

    @rule(name=st.sampled_from(MEETINGS), which=st.integers(0, 5))
    def somebody_tries_an_older_booking_again(self, name, which):
        older = list(self.older.get(name, {}).values())
        if older and self.run(self.rig.presses_try_again(older[which % len(older)])):
            booking = self.run(self.rig.now_is(older[which % len(older)]))
            if booking.wish.intent is Intent.ATTEND:
                self.becomes_the_newest(name, booking)
                self.wished[name] = booking.wish.settings

    @rule()
    def the_executor_works(self):
        self.run(self.rig.works())

    @rule(seconds=st.sampled_from([1, 3, 10, 40, 130, 400]))
    def time_passes(self, seconds):
        self.run(self.rig.comes_to_rest(by=timedelta(seconds=seconds)))

    @rule(call=CALLS, status=STATUSES, when=WHEN, times=st.integers(1, 3))
    def recall_fails(self, call, status, when, times):
        method, path = call
        # A refusal is Recall's word that it was not done.
        moment = "before" if status in {400, 401, 403, 409, 429} else when
        self.rig.recall.fail_next(status, method=method, path=path, when=moment, times=times)

    @rule(call=CALLS, when=WHEN, times=st.integers(1, 2))
    def recall_hangs_up(self, call, when, times):
        method, path = call
        self.rig.recall.hang_up_next(method=method, path=path, when=when, times=times)

    @rule(call=st.sampled_from(WRITES), when=WHEN, seconds=st.sampled_from([5, 50]))
    def recall_is_slow(self, call, when, seconds):
        method, path = call
        self.may_come_late = self.may_come_late or when == "before"
        self.rig.recall.delay_next(seconds, method=method, path=path, when=when)

    @rule(method=SLACK_METHODS, trouble=SLACK_TROUBLES, after=st.booleans())
    def slack_fails(self, method, trouble, after):
        is_refusal = trouble.get("error") == "is_archived"
        self.repeats_possible += after and method == "chat.postMessage"
        self.rig.slack.fail_next(method, **trouble, after=after and not is_refusal)

    @rule(moments=st.integers(0, 25), is_restarted=st.booleans())
    def the_process_dies(self, moments, is_restarted):
        """And another takes over: at once on the same machine, elsewhere when the leases have run out."""
        self.run(self._die(moments, is_restarted=is_restarted))
        self.repeats_possible += 1

    async def _die(self, moments, *, is_restarted):
        await self.rig.dies(moments)
        if is_restarted:
            await self.rig.bookings.end_all_leases(self.rig.clock.now())
        await self.rig.starts()

    @invariant()
    def there_are_never_two_bots_for_one_meeting(self):
        if not self.may_come_late:
            for name in self.wished:
                assert len(self.live_bots(name)) <= 1, f"{name} has two bots"

    def live_bots(self, name):
        meeting = self.meetings[name]
        return [bot for bot in self.rig.live_bots() if bot.meeting_url == meeting.meeting_url]

    def teardown(self):
        if hasattr(self, "wished"):
            self.run(self._come_to_rest())

    async def _come_to_rest(self):
        self.rig.recall.clear_faults()
        self.rig.slack.clear_faults()
        await self.rig.comes_to_rest(by=SETTLES_WITHIN)
        for booking in self.newest.values():
            if (await self.rig.now_is(booking)).has_given_up:
                await self.rig.asks_again(booking)
        await self.rig.comes_to_rest(by=SETTLES_WITHIN)
        assert not await self.rig.is_anything_overdue()
        for name in self.wished:
            await self.check_recall(name)
        await self.check_cards()

    async def check_recall(self, name):
        now, bots, wished = self.rig.clock.now(), self.live_bots(name), self.wished[name]
        booking = await self.rig.now_is(self.newest[name])
        if wished is None:
            assert bots == [], f"{name} was cancelled and has a bot"
        elif now < self.meetings[name].start_time:
            (bot,) = bots
            assert bot.metadata["recall_schedule_booking"] == booking.id
            assert bot.metadata["recall_schedule_revision"] == str(booking.wish.revision)
            assert bot.config["bot_name"] == wished.bot_name
            assert booking.is_applied
        else:
            assert len(bots) <= 1

    async def check_cards(self):
        now = self.rig.clock.now()
        direct = self.rig.slack.open_direct_message(MAYA).id
        posted = {message.ts: message for place in (SALES, direct) for message in self.rig.slack.messages(place)}
        cards = [message for message in posted.values() if not message.is_reply]
        everything = await self.rig.everything()
        for booking in everything:
            if not booking.said.is_mute:
                assert booking.said.shown_version == booking.said.version
                assert f"{card_status(booking, now, format_time=str).label}:" in posted[booking.said.card.ts].text
        moved = sum(booking.said.in_dm for booking in everything)
        assert len(cards) <= len(everything) + moved + self.repeats_possible


@pytest.fixture
def _quick_reads():
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


async def _prepared(stack, folder):
    url = f"sqlite:///{folder}/stories.db"
    database = Database(url)
    await migrate(database)
    await database.aclose()
    return await stack.enter_async_context(a_rig(url, patience=0.5))


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("_quick_reads")
def test_stories_end_well():
    tell(examples=40, steps=25)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("_quick_reads")
def test_long_stories_end_well():
    tell(examples=1500, steps=50)


def tell(*, examples, steps):
    with a_folder_in_memory() as folder, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        Stories.runner, Stories.rig = runner, runner.run(_prepared(stack, folder))
        settings = hypothesis.settings(
            max_examples=examples,
            report_multiple_bugs=False,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        try:
            run_state_machine_as_test(Stories, settings=settings)
        finally:
            runner.run(stack.aclose())
