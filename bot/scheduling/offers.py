"""Ask people who want that, shortly before a meeting with external people, whether to record it: once, privately.

What is settled elsewhere meanwhile is taken back: the message says so, and has no buttons any more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from bot.blocks import offers as words
from bot.blocks.offers import OfferedMeeting
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.verdicts import Written
from bot.core.booking.same_meeting import booked_meeting
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.identifiers import CalendarEventId, ChannelId, TeamId, UserId
from bot.core.lifecycle.vetoes import occurrence_key
from bot.core.meetings.meeting import Meeting
from bot.core.offers import OFFERED_BEFORE, is_offered, is_time_to_offer, is_undecided, offer_rule
from bot.core.rules.decision import Decision
from bot.core.rules.rulebook import Rulebook
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.direct_booking import DirectBooking, DirectRequest
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.rulebooks import ACCOUNT_TTL, ANY_AGE, MOST_ASKED
from bot.scheduling.rules.series_choices import SeriesChoices
from bot.slack.announcer import Announcer
from bot.slack.web_api import NOT_POSTED
from bot.store.leases import Leases
from bot.store.offers import MadeOffer, MadeOffers
from bot.store.preferences import PersonalPreferences

log = structlog.get_logger()

LEASE_OF_OFFERS = "offers"
MINUTE = timedelta(minutes=1)


class Offers:
    def __init__(
        self,
        team_id: TeamId,
        preferences: PersonalPreferences,
        made: MadeOffers,
        people: KnownPeople,
        upcoming: UpcomingMeetings,
        rules: PersonalRules,
        series: SeriesChoices,
        direct: DirectBooking,
        announcer: Announcer,
        leases: Leases,
        clock: Clock,
    ) -> None:
        self._team_id = team_id
        self._preferences = preferences
        self._made = made
        self._people = people
        self._upcoming = upcoming
        self._rules = rules
        self._series = series
        self._direct = direct
        self._announcer = announcer
        self._leases = leases
        self._clock = clock
        self._answering: Counter[tuple[UserId, CalendarEventId]] = Counter()  # by a press that is being carried out

    async def run(self) -> bool | None:
        """Take back what is settled, and make the offers that are due. False while another process is at it."""
        asked = await self._preferences.find_with_offers(self._team_id)
        if not asked and not await self._made.list_open(self._team_id):
            return None
        async with self._leases.acquire(LEASE_OF_OFFERS) as is_ours:
            if is_ours:
                await self._run(asked)
        return is_ours

    async def accept(self, person: Person, event_id: CalendarEventId) -> bool:
        """Book the bot with the person's usual settings; False if the form has to show what stands in the way."""
        request = DirectRequest(
            key=f"offer/{person.user_id}/{event_id}"[:80], channel_id=ChannelId(person.user_id), event_id=event_id
        )
        with self._answered(person, event_id):
            is_booked = isinstance(await self._direct.book(person, request), Written)
            if is_booked:
                await self._settle_for(person, event_id, words.SCHEDULING)
        return is_booked

    async def decline(self, person: Person, event_id: CalendarEventId) -> None:
        """Raises NoSuchMeeting."""
        with self._answered(person, event_id):
            await self._series.leave_out(person, event_id)
            booked = await self._find_booked(person, event_id)
            await self._settle_for(person, event_id, booked or words.NOT_THIS_ONE)

    async def decline_series(self, person: Person, event_id: CalendarEventId) -> None:
        """Raises NoSuchMeeting."""
        with self._answered(person, event_id):
            await self._series.choose(person, event_id, records=False)
            booked = await self._find_booked(person, event_id)
            await self._settle_for(person, event_id, " ".join(filter(None, [words.NEVER, booked])))

    @contextmanager
    def _answered(self, person: Person, event_id: CalendarEventId) -> Iterator[None]:
        """The answer to a press says more than what is found to be settled by it a moment later."""
        key = (person.user_id, event_id)
        self._answering[key] += 1
        try:
            yield
        finally:
            self._answering -= Counter([key])

    async def _find_booked(self, person: Person, event_id: CalendarEventId) -> str | None:
        """What is to be said of a bot that comes in spite of this no: someone has scheduled it by hand meanwhile."""
        book = await self._rules.load_book([person])
        decision = (await self._decisions(person, OFFERED_BEFORE + MINUTE, book)).get(event_id)
        return words.decision_sentence(decision, person.user_id) if decision and decision.records else None

    async def stop(self, person: Person) -> None:
        """Nothing is offered to the person from now on, and what is open is taken back."""
        await self._rules.set_offers(person, are_on=False)
        for offer in await self._made.list_open(person.team_id, person.user_id):
            await self._settle(offer, await self._offered(person, offer), words.STOPPED)

    async def _run(self, asked: Sequence[UserId]) -> None:
        open_offers: defaultdict[UserId, list[MadeOffer]] = defaultdict(list)
        for offer in await self._made.list_open(self._team_id):
            open_offers[offer.user_id].append(offer)
        people = await self._find_people(sorted({*open_offers, *asked}))
        book = await self._rules.load_book(people)  # once, not for each of hundreds
        for person in people:
            await self._look_after(person, open_offers[person.user_id], book, is_asked=person.user_id in asked)

    async def _find_people(self, users: Sequence[UserId]) -> list[Person]:
        """Slack is asked about a few of those whose accounts may have changed; the next minute has others."""
        found, asks = [], MOST_ASKED
        for user_id in users:
            is_due = await self._people.would_ask(user_id, ACCOUNT_TTL)
            person = await self._find(user_id, ANY_AGE if is_due and asks <= 0 else ACCOUNT_TTL)
            found += [person] if person is not None else []
            asks -= is_due
        return found

    async def _find(self, user_id: UserId, age: timedelta) -> Person | None:
        try:
            return await self._people.find_lately(user_id, age)
        except UntrustedAccount:
            log.info("no offers", code="account refused")
        except SlackRefusal as refusal:
            log.warning("no offers", code=refusal.code)
        return None

    async def _look_after(
        self, person: Person, open_offers: Sequence[MadeOffer], book: Rulebook, *, is_asked: bool
    ) -> None:
        """One person's trouble is not another's."""
        try:
            await self._take_back_settled(person, open_offers, book)
            if is_asked:
                await self._make_due(person, book)
        except SlackRefusal as refusal:
            log.warning("no offers", code=refusal.code)
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("no offers")

    async def _make_due(self, person: Person, book: Rulebook) -> None:
        now = self._clock.now()
        soon = [each for each in await self._upcoming.search(person) if is_time_to_offer(each, now)]
        if not soon:
            return
        span = OFFERED_BEFORE + MINUTE
        decided = await self._decisions(person, span, book)
        own = (await self._rules.load(person)).rule
        for line in (await self._rules.preview(person, offer_rule(own), span, book)).lines:
            decision = decided.get(line.meeting.event_id)
            is_due = is_time_to_offer(line.meeting, now) and decision is not None
            if is_due and decision and is_offered(decision, line.decision, person.user_id):
                await self._make(person, line.meeting)

    async def _make(self, person: Person, meeting: Meeting) -> None:
        """Claim, then send: a process that dies in between asks no one twice. Raises SlackRefusal."""
        offer, now = _offer(person, meeting), self._clock.now()
        if offer is None or not await self._made.claim(offer, now):
            return
        content = words.build_offer(OfferedMeeting(meeting, person.time_zone))
        try:
            message = await self._announcer.send(person.user_id, content.text, content.blocks)
        except SlackRefusal as refusal:
            if refusal.code in NOT_POSTED:
                await self._made.give_back(offer)
            raise
        await self._made.note(offer, message, meeting.start_time)

    async def _take_back_settled(self, person: Person, open_offers: Sequence[MadeOffer], book: Rulebook) -> None:
        if not open_offers:
            return
        now, found = self._clock.now(), {offer: await self._offered(person, offer) for offer in open_offers}
        last = max((each.meeting.start_time for each in found.values() if each), default=now)
        decided = await self._decisions(person, last - now + MINUTE, book)
        for offer, offered in found.items():
            sentence = _why_settled(offered, decided, person.user_id, now)
            if self._answering[person.user_id, offer.event_id]:
                continue
            if sentence is not None:
                await self._settle(offer, offered, sentence)
            elif offered is not None and offered.meeting.start_time != offer.starts_at:
                await self._move(offer, offered)

    async def _decisions(self, person: Person, span: timedelta, book: Rulebook) -> dict[CalendarEventId, Decision]:
        lines = await self._rules.find_lines(person, max(span, MINUTE), book)
        return {line.meeting.event_id: line.decision for line in lines}

    async def _offered(self, person: Person, offer: MadeOffer) -> OfferedMeeting | None:
        meeting = await self._upcoming.pick(person, offer.event_id)
        if meeting is None or meeting.is_gone:
            return None
        return OfferedMeeting(meeting, person.time_zone)

    async def _settle_for(self, person: Person, event_id: CalendarEventId, sentence: str) -> None:
        for offer in await self._made.list_open(person.team_id, person.user_id):
            if offer.event_id == event_id:
                await self._settle(offer, await self._offered(person, offer), sentence)

    async def _settle(self, offer: MadeOffer, offered: OfferedMeeting | None, sentence: str) -> None:
        """A message that cannot be edited keeps its buttons: each is judged when it is pressed."""
        if not await self._made.settle(offer, self._clock.now()) or offer.message is None:
            return
        content = words.build_settled_offer(offered, sentence)
        try:
            await self._announcer.edit(offer.message, content.text, content.blocks)
        except SlackRefusal as refusal:
            log.warning("offer not taken back", code=refusal.code)

    async def _move(self, offer: MadeOffer, offered: OfferedMeeting) -> None:
        """Raises SlackRefusal."""
        if offer.message is None:
            return
        content = words.build_offer(offered)
        await self._announcer.edit(offer.message, content.text, content.blocks)
        await self._made.note(offer, offer.message, offered.meeting.start_time)


def _offer(person: Person, meeting: Meeting) -> MadeOffer | None:
    occurrence = occurrence_key(booked_meeting(meeting))
    if occurrence is None:
        return None
    return MadeOffer(
        team_id=person.team_id,
        user_id=person.user_id,
        occurrence=occurrence,
        event_id=meeting.event_id,
        starts_at=meeting.start_time,
    )


def _why_settled(
    offered: OfferedMeeting | None, decided: dict[CalendarEventId, Decision], user_id: UserId, now: datetime
) -> str | None:
    """None while the question is still open."""
    if offered is None:
        return words.GONE
    if offered.meeting.start_time <= now:
        return words.BEGUN
    decision = decided.get(offered.meeting.event_id)
    return words.decision_sentence(decision, user_id) if decision and not is_undecided(decision, user_id) else None
