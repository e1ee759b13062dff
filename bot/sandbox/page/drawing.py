"""Give the templates what they need to draw a message or a view for one person."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.sandbox.page.markup import render_mrkdwn, render_rich_text
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.form_values import fits_filter, initial_state, slot_of
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


class Drawing:
    """`values` and `errors` are those of the view that is drawn; a message has none."""

    def __init__(
        self, workspace: Workspace, person: Person, view: Json | None = None, *, is_home: bool = False
    ) -> None:
        self._workspace = workspace
        self._person = person
        self._zone = ZoneInfo(person.user.tz)
        self._names = workspace.directory.names
        self._values = view["state"]["values"] if view else {}
        self._errors = person.view_errors if view and not is_home else {}

    def text(self, text: Json | str) -> Markup:
        """A text object, or a message's own text."""
        if isinstance(text, dict) and text["type"] == "plain_text":
            return escape(text["text"])
        return render_mrkdwn(text["text"] if isinstance(text, dict) else text, self._person.user.tz, self._names)

    def rich_text(self, block: Json) -> Markup:
        return render_rich_text(block, self._person.user.tz, self._names)

    def name(self, message: Message) -> str:
        return self._names.get(message.user_id, message.user_id)

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M}"

    def day(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%A}, {local:%B} {local.day}"

    def value(self, block: Json, element: Json) -> object:
        """What stands in a field: an option, a list of options, an id, seconds or text; None where nothing does.

        In a message, that is what the app has put there.
        """
        state = self._values.get(block["block_id"], {}).get(element["action_id"], initial_state(element))
        return state.get(slot_of(element))

    def local_moment(self, seconds: int | None) -> str:
        """As a field for date and time takes it, in the person's zone."""
        if seconds is None:
            return ""
        return f"{datetime.fromtimestamp(seconds, UTC).astimezone(self._zone):%Y-%m-%dT%H:%M}"

    def error(self, block: Json) -> str | None:
        return self._errors.get(block["block_id"])

    def conversations(self, element: Json) -> list[Channel]:
        """What a conversations_select offers this person."""
        channels = self._workspace.directory.channels.values()
        user_id = self._person.user.id
        return [channel for channel in channels if channel.is_visible_to(user_id) and fits_filter(channel, element)]

    def can_write_in(self, channel: Channel) -> bool:
        return not (channel.is_with_bot and self._workspace.installation.messages_tab_is_read_only)

    def conversation_name(self, channel: Channel) -> str:
        """A channel's with its sign; a direct message's is the other people's."""
        if channel.kind in {"public", "private"}:
            return f"#{channel.name}"
        others = sorted(channel.members - {self._person.user.id})
        return ", ".join(self._names.get(user_id, user_id) for user_id in others)
