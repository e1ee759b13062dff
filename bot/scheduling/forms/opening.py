"""Name what the request for a form can lead to: the form, or a notice of why there is none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.blocks.form.state import ScheduleForm
from bot.blocks.form.view import FormFacts
from bot.core.access.title_visibility import is_direct_message
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ChannelId
from bot.scheduling.access.upcoming_meetings import Offer


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the form was asked for: its card goes there unless the person chooses otherwise."""

    channel_id: ChannelId | None = None
    thread_ts: str | None = None
    is_home: bool = False

    @property
    def is_private(self) -> bool:
        """Where no card can be posted for others: its place is the person's own messages with the app."""
        return self.is_home or (self.channel_id is not None and is_direct_message(self.channel_id))


@dataclass(frozen=True, slots=True)
class FormToShow:
    """`rest` finds out what takes a call of Slack, once the form is open: how to show it then, if not as it is."""

    form: ScheduleForm
    facts: FormFacts
    rest: "Rest | None" = None

    def with_notice(self, sentence: str) -> "FormToShow":
        """To be read before whatever else there is to say."""
        notice = "\n".join(filter(None, [sentence, self.facts.notice]))
        return replace(self, facts=replace(self.facts, notice=notice))


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToOffer:
    """`disconnected`: the providers of the person's calendars that have to be connected again."""

    offer: Offer
    origin: Origin
    connect: ConnectOffer
    disconnected: tuple[CalendarProvider, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLink:
    """Nothing that a bot could join by; `is_shortened`: a link that does not say where it leads; `is_without_bots`: one
    of a meeting that only people can join.
    """

    origin: Origin
    is_shortened: bool
    is_in_message: bool = True
    is_without_bots: bool = False


@dataclass(frozen=True, slots=True)
class OutOfDate:
    """The form that was open is of an older version."""


Rest = Callable[[], Awaitable[FormToShow | None]]
Opening = FormToShow | NothingToOffer | NoLink | OutOfDate
