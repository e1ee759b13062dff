"""Track up to where each person has read each conversation, so that unread ones can be marked."""

from bot.sandbox.page.tab import Tab
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack


class ReadMarks:
    """What was there at the start counts as read."""

    def __init__(self, slack: PretendSlack) -> None:
        self._start = slack.workspace.messages.next_ts()
        self._read: dict[tuple[str, str], str] = {}

    def reads(self, tab: Tab) -> None:
        if tab.channel:
            self._read[tab.person.user.id, tab.channel.id] = _newest(tab.person, tab.channel)

    def has_news(self, person: Person, channel: Channel) -> bool:
        return _newest(person, channel) > self._read.get((person.user.id, channel.id), self._start)


def _newest(person: Person, channel: Channel) -> str:
    return max((message.ts for message in person.sees(channel.id)), default="")
