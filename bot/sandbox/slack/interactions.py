"""Carry out one interaction from Slack's side: tell the app, judge its answer, show what comes of it."""

import asyncio
from collections.abc import Callable

from bot.sandbox.slack.composing import compose_mrkdwn, compose_rich_text
from bot.sandbox.slack.deliveries import Deliveries, Delivery
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.options_answer import OptionsAnswer, read_options_answer
from bot.sandbox.slack.payloads import Payloads, Surface
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.screen import Place
from bot.sandbox.slack.submission import apply_answer
from bot.sandbox.slack.typing_in import complaints
from bot.sandbox.slack.views import View
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workflows import Execution
from bot.sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    def __init__(self, workspace: Workspace, deliveries: Deliveries, user: User, notice: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._payloads = Payloads(workspace)
        self._user = user
        self._notice = notice

    def say(self, channel: Channel, words: str, thread_ts: str | None, blocks: list[Json] | None) -> Message:
        """With the rich text that Slack makes of words, or with other blocks than that."""
        directory = self._workspace.directory
        rich_text = compose_rich_text(words, directory) | {"block_id": "words"}
        return self._workspace.messages.add(
            Message(
                channel_id=channel.id,
                ts=self._workspace.messages.next_ts(),
                author={"user": self._user.id, "team": self._user.team_id},
                text=compose_mrkdwn(words, directory),
                blocks=tuple([rich_text] if blocks is None else blocks),
                thread_ts=thread_ts,
            )
        )

    async def command(self, channel: Channel, command: str, words: str) -> Delivery:
        escapes = self._workspace.installation.escapes(command)
        text = compose_mrkdwn(words, self._workspace.directory, with_names=True) if escapes else words
        payload, url = self._payloads.command(self._user, channel, command, text)
        delivery = await self._deliveries.send("slash_commands", payload)
        if delivery.ack.is_ok:
            self._show_answer_to_command(delivery, channel, url, f"{command} {words}".strip())
        else:
            self._notice(f'{command} failed with the error "{delivery.ack.error}"')
        return delivery

    async def message_shortcut(self, channel: Channel, callback_id: str, message: Message) -> Delivery:
        payload = self._payloads.message_shortcut(self._user, channel, callback_id, message)
        return await self._send(payload, "The shortcut did not work")

    async def global_shortcut(self, callback_id: str) -> Delivery:
        return await self._send(self._payloads.global_shortcut(self._user, callback_id), "The shortcut did not work")

    async def mention(self, message: Message) -> Delivery:
        return await self._deliveries.send("events_api", self._payloads.app_mention(message))

    async def run_workflow(self, execution: Execution) -> Delivery:
        return await self._deliveries.send("events_api", self._payloads.function_executed(execution))

    async def block_action(self, surface: Surface, place: Place, state: Json) -> Delivery:
        block_id, action_id = place.key
        action = {"block_id": block_id, "action_id": action_id, **state}
        return await self._send(self._payloads.block_actions(self._user, surface, action), "That did not work")

    async def block_suggestion(self, surface: Surface, place: Place, query: str) -> OptionsAnswer:
        payload = self._payloads.block_suggestion(self._user, surface, place.key, query)
        return read_options_answer((await self._deliveries.send("interactive", payload)).ack)

    async def submit(self, view: View, *, twice: bool) -> Delivery | None:
        """None where Slack's client finds something to complain of before the app is asked.

        Twice: both leave before either is answered, and the answers count in the order in which they come.
        """
        self._workspace.views.complain(view, complaints(view.blocks, view.values))
        if view.errors:
            return None
        payloads = [self._payloads.view_submission(self._user, view) for _ in range(2 if twice else 1)]
        return (await asyncio.gather(*(self._apply_submission(view, payload) for payload in payloads)))[-1]

    async def close(self, view: View, *, is_cleared: bool) -> None:
        payload = self._payloads.view_closed(self._user, view, is_cleared=is_cleared)
        if is_cleared:
            self._workspace.views.close_all(view.user_id)
        else:
            self._workspace.views.close(view)
        if view.content.get("notify_on_close"):
            await self._deliveries.send("interactive", payload)

    async def open_home(self, tab: str) -> Delivery | None:
        events = self._workspace.installation.events
        if events is not None and "app_home_opened" not in events:
            return None
        return await self._deliveries.send("events_api", self._payloads.app_home_opened(self._user, tab))

    async def change_account(self) -> Delivery | None:
        """The workspace's admins have changed something about this account."""
        events = self._workspace.installation.events
        if events is not None and "user_change" not in events:
            return None
        return await self._deliveries.send("events_api", self._payloads.user_change(self._user))

    async def _send(self, payload: Json, failure: str) -> Delivery:
        delivery = await self._deliveries.send("interactive", payload)
        if not delivery.ack.is_ok:
            self._notice(f"{failure} ({delivery.ack.error})")
        return delivery

    async def _apply_submission(self, view: View, payload: Json) -> Delivery:
        delivery = await self._deliveries.send("interactive", payload)
        if self._workspace.views.is_open(view) and not self._takes(view, delivery):
            self._notice(TROUBLE)
        return delivery

    def _takes(self, view: View, delivery: Delivery) -> bool:
        if not delivery.ack.is_ok:
            return False
        try:
            apply_answer(self._workspace.views, view, delivery.ack.body)
        except ApiError:
            return False
        return True

    def _show_answer_to_command(self, delivery: Delivery, channel: Channel, url: ResponseUrl, typed: str) -> None:
        body = delivery.ack.body
        if body is None:
            return
        answer = {"text": body} if isinstance(body, str) else body
        if answer.get("response_type") == "in_channel":
            self.say(channel, typed, None, [])
        try:
            if set(answer) != {"response_type"}:
                self._workspace.response_urls.carry_out(url, answer)
        except ApiError as error:
            self._notice(f'{typed.partition(" ")[0]} failed with the error "{error.error}"')
