"""Answer an agent about the person's meetings and bots: what App Home and the cards show them."""

from collections.abc import Sequence

from bot.blocks.agents.answers import about_booking
from bot.blocks.agents.bookings import describe_entry, list_facts
from bot.blocks.agents.untrusted import with_notice
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.agents.order import AgentAnswer, Came
from bot.core.home.agenda import Entry
from bot.core.identifiers import BookingId
from bot.scheduling.access.authorize import Rights
from bot.scheduling.home.agenda import PersonalAgenda
from bot.scheduling.wishes import Wishes

MOST_LISTED = 25
NONE_UPCOMING = (
    "There are no upcoming meetings that a bot could join. The person may have to connect a calendar in App Home."
)
NONE_MATCHING = "None of the upcoming meetings match."
CANCELING = "The bot is canceled, or leaves the meeting."


class OwnMeetings:
    def __init__(self, agenda: PersonalAgenda, rights: Rights, wishes: Wishes, clock: Clock) -> None:
        self._agenda = agenda
        self._rights = rights
        self._wishes = wishes
        self._clock = clock

    async def list_upcoming(self, person: Person, words: str = "") -> AgentAnswer:
        """Those of the next days, or those that match the words, with their bots."""
        if words.strip():
            return self._word_list(person, await self._agenda.search(person, words, MOST_LISTED), 0, NONE_MATCHING)
        agenda = await self._agenda.load(person)
        left_out = len(agenda.entries[MOST_LISTED:]) + agenda.left_out
        return self._word_list(person, agenda.entries[:MOST_LISTED], left_out, NONE_UPCOMING)

    async def find_status(self, person: Person, booking_id: BookingId) -> AgentAnswer:
        """Raises Refused."""
        booking = await self._rights.authorize(Deed.SEE, person, booking_id)
        return about_booking(booking, "", self._clock.now(), person.time_zone, came=Came.ANSWERED)

    async def cancel(self, person: Person, booking_id: BookingId) -> AgentAnswer:
        """Raises Refused."""
        booking = await self._wishes.call_off(person, booking_id)
        return about_booking(booking, CANCELING, self._clock.now(), person.time_zone, came=Came.CANCELED)

    def _word_list(self, person: Person, entries: Sequence[Entry], left_out: int, none: str) -> AgentAnswer:
        now, here = self._clock.now(), person.time_zone
        lines = [f"{number}. {describe_entry(entry, now, here)}" for number, entry in enumerate(entries, start=1)]
        more = [f"And {left_out} more: name one with `words`."] if left_out else []
        text = with_notice("\n".join([*lines, *more])) if lines else none
        facts = {"meetings": [list_facts(entry, now, here) for entry in entries], "time_zone": here}
        return AgentAnswer(came=Came.ANSWERED, text=text, facts=facts)
