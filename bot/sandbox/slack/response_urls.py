"""Issue and serve `response_url`s: answers where an interaction happened, five times within half an hour.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.slack.generated_ids import next_id
from bot.sandbox.slack.message_content import MessageContent, read_content
from bot.sandbox.slack.messages import Message, Messages
from bot.sandbox.slack.wire import ApiError, Json

MAX_USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass(slots=True)
class ResponseUrl:
    secret: str
    user_id: str
    channel_id: str
    issued_at: datetime
    original: Message | None = None  # what replace_original and delete_original are about
    uses: int = 0


class ResponseUrls:
    def __init__(self, clock: Clock, messages: Messages, author: Json) -> None:
        self._clock = clock
        self._messages = messages
        self._author = author
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, channel_id: str, original: Message | None = None) -> ResponseUrl:
        """`original`: the app's message that was clicked in."""
        url = ResponseUrl(next_id("R"), user_id, channel_id, self._clock.now(), original)
        self._issued[url.secret] = url
        return url

    def use(self, secret: str, body: object) -> None:
        """Raises ApiError with the word that Slack answers."""
        url = self._issued.get(secret)
        if url is None:
            raise ApiError("no_service")
        if self._clock.now() - url.issued_at > LIFETIME:
            raise ApiError("expired_url")
        if url.uses >= MAX_USES:
            raise ApiError("used_url")
        self.carry_out(url, body)
        url.uses += 1

    def carry_out(self, url: ResponseUrl, body: object) -> None:
        if not isinstance(body, dict) or body.get("response_type") not in {None, "ephemeral", "in_channel"}:
            raise ApiError("invalid_payload")
        if body.get("delete_original"):
            self._messages.delete(self._present_original(url))
            url.original = None
        elif body.get("replace_original"):
            self._replace_original(url, read_content(body))
        else:
            url.original = self._messages.add(self._message(url, body, read_content(body)))

    def _replace_original(self, url: ResponseUrl, content: MessageContent) -> None:
        """An ephemeral message stays ephemeral, whatever response_type says."""
        original = self._present_original(url)
        edited_ts = None if original.is_ephemeral else self._messages.next_ts()
        url.original = self._messages.change(
            replace(
                original,
                text=content.text,
                blocks=content.blocks,
                more=content.more,
                edited_ts=edited_ts,
            )
        )

    def _present_original(self, url: ResponseUrl) -> Message:
        original = url.original and self._messages.find(url.original.channel_id, url.original.ts)
        if not original:
            raise ApiError("message_not_found")
        return original

    def _message(self, url: ResponseUrl, body: Json, content: MessageContent) -> Message:
        thread_ts = body.get("thread_ts")
        if thread_ts is not None and not self._messages.find(url.channel_id, thread_ts):
            raise ApiError("cannot_reply_to_message")
        return Message(
            channel_id=url.channel_id,
            ts=self._messages.next_ts(),
            author=self._author,
            text=content.text,
            blocks=content.blocks,
            more=content.more,
            thread_ts=thread_ts,
            visible_to=None if body.get("response_type") == "in_channel" else url.user_id,
        )
