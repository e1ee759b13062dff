"""Drive a person in front of Slack, for tests and the demo.

Impossible actions raise PersonCannotError: pressing what is not there, choosing what is not offered.
Things go by their block_id, their action_id, their label or the text on a button.
"""

from collections.abc import Callable, Sequence

from bot.sandbox.slack.deliveries import Deliveries, Delivery
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.form_values import fits_filter, has_value
from bot.sandbox.slack.interactions import Interactions
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.options_answer import OptionsAnswer
from bot.sandbox.slack.payloads import Surface
from bot.sandbox.slack.screen import BUTTONS, Place, find_place, is_one_of
from bot.sandbox.slack.text_view import render_message, render_view
from bot.sandbox.slack.typing_in import PersonCannotError, enter_value, option_named
from bot.sandbox.slack.views import View
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workflows import Execution
from bot.sandbox.slack.workspace import Workspace

DEFAULT_QUERY_LENGTH = 3
_SENT_OF_A_BUTTON = ("type", "text", "value", "style")


class Person:
    def __init__(self, workspace: Workspace, deliveries: Deliveries, user: User) -> None:
        self.user = user
        self.notices: list[str] = []  # what Slack itself said: that the app did not answer, and the like
        self.dialogs: list[Json] = []  # the confirm dialogs that came up
        self.opened_links: list[str] = []
        self._workspace = workspace
        self._interactions = Interactions(workspace, deliveries, user, self._read_notice)
        self._offered: dict[tuple[str, str, str], Sequence[Json]] = {}

    @property
    def view(self) -> Json | None:
        """The modal before this person, as Slack's payloads show it, with what stands in its fields."""
        view = self._top
        return view.payload(self._workspace.installation) if view else None

    @property
    def view_errors(self) -> dict[str, str]:
        """The words beside fields: block_id -> words, whether from the app or from Slack's own client."""
        view = self._top
        return dict(view.errors) if view else {}

    @property
    def home(self) -> Json | None:
        home = self._workspace.views.home_of(self.user.id)
        return home.payload(self._workspace.installation) if home else None

    @property
    def ephemerals(self) -> list[Message]:
        """In order of posting; the ones that were deleted are gone."""
        return self._workspace.messages.ephemerals_of(self.user.id)

    @property
    def direct_messages(self) -> list[Message]:
        """What this person and the app wrote to each other."""
        return self.sees(self._workspace.directory.open_direct_message(self.user.id).id)

    def sees(self, channel_id: str) -> list[Message]:
        """Each message followed by its thread; this person's ephemeral ones are among them."""
        channel = self._workspace.directory.channel(channel_id)
        if not channel.is_visible_to(self.user.id):
            return []
        return self._workspace.messages.list_visible_to(self.user.id, channel.id)

    def reads(self, channel_id: str | None = None) -> str:
        """The open modal as plain text, or a conversation. Empty where there is nothing."""
        names = self._workspace.directory.names
        if channel_id is None:
            return render_view(self.view, self.user.tz, names, self.view_errors) if self.view else ""
        return "\n".join(render_message(message, self.user.tz, names) for message in self.sees(channel_id))

    async def types(self, words: str, channel_id: str, *, thread_ts: str | None = None) -> Delivery | Message | None:
        """A command, or a message. None where Slack does not take the command; `notices` says why."""
        channel = self._channel_to_write_in(channel_id)
        command, _, text = words.partition(" ")
        if not words.startswith("/"):
            return await self.says(words, channel_id, thread_ts=thread_ts)
        commands = self._workspace.installation.commands
        if thread_ts:
            self._read_notice(f"{command} is not supported in threads. Sorry!")
        elif self._is_outsider or (commands is not None and command not in commands):
            self._read_notice(f"{command} is not a valid command.")
        else:
            return await self._interactions.command(channel, command, text)
        return None

    async def says(
        self,
        words: str,
        channel_id: str,
        *,
        thread_ts: str | None = None,
        blocks: list[Json] | None = None,
    ) -> Message:
        """`blocks` instead of the rich text that Slack makes of the words, as calendar apps send them."""
        channel = self._channel_to_write_in(channel_id)
        message = self._interactions.say(channel, words, thread_ts, blocks)
        if f"<@{self._workspace.installation.bot_user_id}>" in message.text:
            await self._mentions_app(channel, message)
        return message

    async def uses_shortcut(self, callback_id: str, channel_id: str, message: Message) -> Delivery:
        shortcuts = self._workspace.installation.shortcuts
        if message.is_ephemeral or self._is_outsider or (shortcuts is not None and callback_id not in shortcuts):
            raise PersonCannotError(f"the shortcut {callback_id!r} is not offered there")
        channel = self._own_channel(channel_id)
        present = self._workspace.messages.find(channel.id, message.ts)
        return await self._interactions.message_shortcut(channel, callback_id, present or message)

    async def uses_global_shortcut(self, callback_id: str) -> Delivery:
        """From whichever message field, in a thread too."""
        shortcuts = self._workspace.installation.global_shortcuts
        if self._is_outsider or (shortcuts is not None and callback_id not in shortcuts):
            raise PersonCannotError(f"the shortcut {callback_id!r} is not offered")
        return await self._interactions.global_shortcut(callback_id)

    async def starts_workflow(self, name: str) -> Execution:
        """With its button or link. Slack, not the builder, says who that was."""
        workflows, functions = self._workspace.workflows, self._workspace.installation.functions
        if name not in workflows.built or self._is_outsider:
            raise PersonCannotError(f"there is no workflow {name!r}")
        workflow = workflows.built[name]

        def read_failure(error: str) -> None:
            self._read_notice(f"{name} failed: {error}")

        execution = workflows.start(workflow, self.user.id, functions[workflow.callback_id], read_failure)
        await self._interactions.run_workflow(execution)
        return execution

    async def searches(self, name: str, query: str = "", message: Message | None = None) -> OptionsAnswer:
        """What a menu offers for these letters; nothing, and the app is not asked, while they are too few."""
        surface, place = self._find(name, message, is_one_of({"external_select", "multi_external_select"}))
        if len(query) < place.element.get("min_query_length", DEFAULT_QUERY_LENGTH):
            return OptionsAnswer()
        answer = await self._interactions.block_suggestion(surface, place, query)
        self._offered[_surface_id(surface), *place.key] = answer.every_option
        return answer

    async def picks(
        self, name: str, option: object, message: Message | None = None, *, confirms: bool = True
    ) -> Delivery | None:
        """Choose in any menu, group of radio buttons or checkboxes, or an overflow menu."""
        surface, place = self._find(name, message, lambda e: has_value(e) or e["type"] == "overflow")
        if place.element["type"] == "overflow":
            chosen = option_named(place.element["options"], option)
            return await self._acts(surface, place, {"type": "overflow", "selected_option": chosen}, confirms)
        return await self._enters(surface, place, option, confirms)

    async def fills(self, name: str, value: object, message: Message | None = None) -> Delivery | None:
        """Enter something into any field; None clears it. A dispatch_action tells the app at once.

        Text is typed and Enter pressed; a datetimepicker takes a datetime or Unix seconds; checkboxes a list.
        """
        surface, place = self._find(name, message, has_value)
        return await self._enters(surface, place, value, confirms=True)

    async def clicks(self, name: str, message: Message | None = None, *, confirms: bool = True) -> Delivery | None:
        """A button in the message, else in the open modal, else in Home. `confirms`: what a dialog is answered."""
        surface, place = self._find(name, message, is_one_of(BUTTONS))
        button = place.element
        state: Json = {part: button[part] for part in _SENT_OF_A_BUTTON if part in button}
        delivery = await self._acts(surface, place, state, confirms)
        if delivery and "url" in button:
            self.opened_links.append(button["url"])
        return delivery

    async def submits(self, *, twice: bool = False) -> Delivery | None:
        """None where Slack's client complains before the app is asked; `view_errors` says of what."""
        view = self._open_view()
        if "submit" not in view.content:
            raise PersonCannotError("there is nothing to submit")
        return await self._interactions.submit(view, twice=twice)

    async def closes(self, *, everything: bool = False) -> None:
        view = self._open_view()
        is_cleared = everything or view.content.get("clear_on_close", False)
        await self._interactions.close(view, is_cleared=is_cleared)

    async def opens_home(self, tab: str = "home") -> Delivery | None:
        """None where the app did not ask for that event."""
        return await self._interactions.open_home(tab)

    async def leaves(self) -> Delivery | None:
        """Their account is closed. None where the app did not ask for that event."""
        self.user.deleted = True
        return await self._interactions.change_account()

    async def travels(self, time_zone: str) -> Delivery | None:
        """Slack follows the zone of their computer. None where the app did not ask for that event."""
        self.user.tz = time_zone
        return await self._interactions.change_account()

    async def _mentions_app(self, channel: Channel, message: Message) -> None:
        """The app hears of it only where it is a member, and if it asked to."""
        installation = self._workspace.installation
        hears = installation.events is None or "app_mention" in installation.events
        if "app_mentions:read" not in installation.scopes or not hears:
            return
        if self._workspace.directory.app_is_in(channel):
            await self._interactions.mention(message)
        else:
            self._read_notice("You mentioned @Recall Schedule, but they’re not in this channel. Invite them?")

    @property
    def _top(self) -> View | None:
        return self._workspace.views.top_of(self.user.id)

    @property
    def _is_outsider(self) -> bool:
        return self.user.is_stranger or self.user.team_id != self._workspace.installation.team_id

    def _open_view(self) -> View:
        view = self._top
        if view is None:
            raise PersonCannotError("no modal is open")
        return view

    def _own_channel(self, channel_id: str) -> Channel:
        channel = self._workspace.directory.channel(channel_id)
        if self.user.id not in channel.members:
            raise PersonCannotError(f"{self.user.id} is not in {channel_id}")
        return channel

    def _channel_to_write_in(self, channel_id: str) -> Channel:
        channel = self._own_channel(channel_id)
        if channel.is_with_bot and self._workspace.installation.messages_tab_is_read_only:
            raise PersonCannotError("sending messages to this app has been turned off")
        return channel

    def _read_notice(self, words: str) -> None:
        self.notices.append(words)
        self._workspace.changes.tell("notice_shown", words, self.user.id)

    def _find(self, name: str, message: Message | None, is_wanted: Callable[[Json], bool]) -> tuple[Surface, Place]:
        if message and not message.is_from_app:
            raise PersonCannotError("what is in another app's message is sent to that app")
        surface: Surface | None = message or self._top or self._workspace.views.home_of(self.user.id)
        if surface is None:
            raise PersonCannotError("neither a modal nor Home is open")
        return surface, find_place(surface.blocks, name, is_wanted)

    async def _enters(self, surface: Surface, place: Place, value: object, confirms: bool) -> Delivery | None:
        state = enter_value(place.element, value, await self._options_for(surface, place, value))
        self._refuse_filtered(place, state)
        if not self._goes_on(place, confirms):
            return None
        if isinstance(surface, View):
            self._workspace.views.enter(surface, place.key, state)
        if place.block["type"] == "input" and not place.block.get("dispatch_action"):
            return None
        return await self._interactions.block_action(surface, place, state)

    async def _acts(self, surface: Surface, place: Place, state: Json, confirms: bool) -> Delivery | None:
        if not self._goes_on(place, confirms):
            return None
        return await self._interactions.block_action(surface, place, state)

    def _goes_on(self, place: Place, confirms: bool) -> bool:
        if "confirm" not in place.element:
            return True
        self.dialogs.append(place.element["confirm"])
        return confirms

    async def _options_for(self, surface: Surface, place: Place, value: object) -> Sequence[Json]:
        """The options that a person sees without a search, or after typing what they look for."""
        if "external" not in place.element["type"]:
            return ()
        offered = self._offered.get((_surface_id(surface), *place.key))
        if offered is None and value is not None:
            needs_query = place.element.get("min_query_length", DEFAULT_QUERY_LENGTH) > 0
            query = value if needs_query and isinstance(value, str) else ""
            offered = (await self._interactions.block_suggestion(surface, place, query)).every_option
        return offered or ()

    def _refuse_filtered(self, place: Place, state: Json) -> None:
        chosen = state.get("selected_conversation")
        channel = self._workspace.directory.channels.get(chosen or "")
        if chosen and (channel is None or not fits_filter(channel, place.element)):
            raise PersonCannotError(f"the menu does not offer {chosen}")


def _surface_id(surface: Surface) -> str:
    return surface.id if isinstance(surface, View) else surface.ts
