"""When rules are reconciled, and with what."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.core.access.people import SlackAccount
from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.rules.model import Pause, SeriesHints
from bot.scheduling.rules import rulebooks
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE, READ_BEGUN
from bot.slack.people import Accounts
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from bot.store.people import People
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM, a_person, an_account
from tests.rules import ADDRESSES, a_row, a_rule, a_series, configured
from tests.scheduling.rules.office import DAY, MINUTE


async def test_nothing_happens_without_a_rule(office):
    assert await office.run() == []


async def test_nothing_happens_before_the_calendars_were_read(office):
    await Marks(office.database).forget(LAST_COMPLETE)
    await office.rules.save(a_rule())

    assert await office.run() == []


async def test_a_rule_that_was_saved_is_carried_out_once(office):
    await office.run()
    await office.rules.save(a_rule())
    [booking] = await office.run()

    assert booking.booked_by == MAYA
    assert await office.run() == [booking]
    assert await office.rules.find_due(TEAM) == []


async def test_what_was_read_since_is_looked_at(office):
    await office.rules.save(a_rule())
    await office.run()
    other = a_row(MAYA, event_id="e2", ical_uid="u2", start_time=SOON + DAY, updated_at=NOW)
    await office.reads(other)

    assert len(await office.run()) == 2


async def test_a_guest_who_leaves_takes_the_bot_along_once_the_reading_is_whole(office):
    await office.rules.save(a_rule())
    await office.run()
    alone = a_row(MAYA, attendees=a_row(MAYA).attendees[:1], updated_at=NOW)

    await office.reads(alone, is_broken_off=True)
    await office.rules.save(a_rule())  # so that the person's meetings are looked at in any case
    assert len(await office.run()) == 1

    await office.reads()
    assert await office.run() == []


async def test_a_rule_that_was_turned_off_is_taken_back_whatever_was_read(office):
    await office.rules.save(a_rule())
    await office.run()
    await office.reads(is_broken_off=True)
    await office.rules.save(a_rule(is_on=False))

    assert await office.run() == []


async def test_everything_is_looked_at_once_a_day(office):
    await office.rules.save(a_rule())
    await office.run()
    unnoticed = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), start_time=SOON + 2 * DAY)
    await Mirror(office.database).save_events([unnoticed], NOW - DAY)
    assert len(await office.run()) == 1

    office.clock.advance(DAY - 2 * MINUTE)
    assert len(await office.run()) == 0  # the first is over
    office.clock.advance(3 * MINUTE)
    for user in (MAYA, JONAS):
        await office.knows(user)

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_another_configuration_decides_about_everything_again(office):
    await office.rules.save(a_rule())
    await office.run()
    office.configuration = configured(never={"words": ["weekly"]})

    assert await office.run() == []


async def test_a_pause_of_the_team_and_its_end_reach_everyone(office):
    await office.rules.save(a_rule())
    await office.run()
    await office.rules.pause(Pause(TEAM, None, JONAS, NOW))
    assert await office.run() == []

    await office.rules.resume(TEAM, None, JONAS, NOW)
    [booking] = await office.run()
    assert booking.booked_by == MAYA


async def test_a_limit_counts_the_whole_day_whatever_has_changed(office):
    office.configuration = configured(max_meetings_per_person_per_day=1)
    await office.rules.save(a_rule())
    assert [booking.meeting.start_time for booking in await office.run()] == [SOON]
    earlier = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), start_time=SOON - 2 * timedelta(hours=1))
    await office.reads(replace(earlier, updated_at=NOW))

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_a_series_goes_on_in_the_calendar_that_its_person_has_connected_since(office):
    hints = SeriesHints(organizer=ADDRESSES[MAYA])
    await office.rules.save_series(a_series(key="abc", calendar_id="calendar-of-yore", hints=hints))
    part = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), series_key="abc_R20260309T150000")

    await office.reads(part)
    await office.run()

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_a_series_goes_on_though_another_reading_has_begun_and_no_one_is_asked_before_its_end(office):
    hints = SeriesHints(organizer=ADDRESSES[MAYA], link_keys=("k2",))
    await office.rules.save_series(a_series(key="abc", hints=hints))
    later = {"start_time": SOON + DAY, "end_time": SOON + DAY + timedelta(hours=1)}
    akin = a_row(MAYA, event_id="e3", ical_uid="u3", link_keys=("k2",), series_key="xyz", **later)
    await office.reads(akin, is_broken_off=True)
    await office.run()  # what was not read to the end may look as if it had ended: `never_asked` would raise

    part = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), series_key="abc_R20260309T150000")
    await office.reads(part)
    await office.reads()  # which has come to its end later than it saw that
    await Marks(office.database).set(READ_BEGUN, office.clock.now() + MINUTE)
    await office.run()
    await office.reads()
    await office.run()

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_what_a_person_canceled_stays_so_when_its_meeting_is_moved_to_a_later_week(office):
    await office.rules.save(a_rule())
    [booking] = await office.run()
    off = partial(apply_cancellation, by=MAYA, now=office.clock.now(), reason="person")
    await Bookings(office.database).change(booking.id, off, office.clock.now(), what="cancelled", by=MAYA)

    later = {"start_time": SOON + 10 * DAY, "end_time": SOON + 10 * DAY + timedelta(hours=1)}
    await office.reads(a_row(MAYA, **later), a_row(JONAS, **later))
    assert await office.run() == []
    office.clock.advance(3 * DAY)
    for user in (MAYA, JONAS):
        await office.knows(user)

    assert await office.run() == []


async def test_two_processes_at_once_book_one_bot(office):
    await office.rules.save(a_rule())

    ran = await asyncio.gather(*(office.work().run() for _ in range(3)))

    assert sorted(ran) == [False, False, True]
    assert len(await office.live()) == 1


async def test_while_a_person_is_not_known_nothing_is_decided_and_it_stays_due(office, monkeypatch):
    await office.rules.save(a_rule())
    await People(office.database).forget(TEAM, MAYA)

    async def refuse(*_: object) -> None:
        raise SlackRefusal("ratelimited", permanent=False)

    monkeypatch.setattr(Accounts, "fetch", refuse)
    assert await office.run() == []
    assert [due.user_id for due in await office.rules.find_due(TEAM)] == [MAYA]

    await office.knows(MAYA)
    assert len(await office.run()) == 1


async def test_slack_is_asked_again_about_a_few_at_a_time_and_not_while_someone_waits(office, monkeypatch):
    for user in (MAYA, JONAS):
        await office.rules.save(a_rule(user))
    work, asked = office.work(), []

    async def fetch(accounts: Accounts, user_id: UserId) -> SlackAccount:
        asked.append(user_id)
        return an_account(user_id=user_id, email=ADDRESSES[user_id])

    monkeypatch.setattr(Accounts, "fetch", fetch)
    monkeypatch.setattr(rulebooks, "MOST_ASKED", 1)
    office.clock.advance(2 * DAY)
    await office.personal().preview(a_person(), a_rule())
    assert asked == []

    for told in ([JONAS], [JONAS, MAYA], [JONAS, MAYA]):
        await office.reads(a_row(MAYA, start_time=NOW + 3 * DAY, end_time=NOW + 4 * DAY))
        await work.run()
        assert asked == told


async def test_slack_is_not_asked_each_time_about_someone_who_has_left(office, monkeypatch):
    await office.rules.save(a_rule())
    assert len(await office.run()) == 1
    work, asked = office.work(), []

    async def fetch(accounts: Accounts, user_id: str) -> SlackAccount:
        asked.append(user_id)
        return an_account(user_id=user_id, is_deleted=True)

    monkeypatch.setattr(Accounts, "fetch", fetch)
    office.clock.advance(2 * DAY)
    for _ in range(3):
        await office.reads(a_row(MAYA, start_time=NOW + 3 * DAY, end_time=NOW + 4 * DAY))
        await work.run()

    assert asked == [MAYA]
    assert await office.live() == []
