"""Describe one browser tab by its address: who sits before it, and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.stage import PEOPLE

HOME = "home"
FIRST_CHANNEL = "C0SALES"


@dataclass(frozen=True, slots=True)
class Tab:
    person: Person
    channel: Channel | None  # None: the app's Home
    thread_ts: str | None = None

    def address(self, place: str | None = None, thread_ts: str | None = None) -> str:
        """Of the same person's tab at another place, or with a thread beside it."""
        here = self.channel.id if self.channel else HOME
        query = {"as": self.person.user.id, "in": place or here} | ({"thread": thread_ts} if thread_ts else {})
        return f"/?{urlencode(query)}"


def read_tab(slack: PretendSlack, query: Mapping[str, str]) -> Tab:
    """Whatever the address does not say, or says wrongly, is Maya in #sales."""
    person = slack.person(query["as"] if query.get("as") in PEOPLE else PEOPLE[0])
    place = query.get("in", FIRST_CHANNEL)
    if place == HOME:
        return Tab(person, None)
    directory = slack.workspace.directory
    channel = directory.channels.get(place)
    if channel is None or not channel.is_visible_to(person.user.id):
        channel = directory.channel(FIRST_CHANNEL)
    thread_ts = query.get("thread")
    is_there = thread_ts and slack.workspace.messages.find(channel.id, thread_ts)
    return Tab(person, channel, thread_ts if is_there else None)
