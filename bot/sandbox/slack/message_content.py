"""Parse a message's content from a call's arguments, and refuse what Slack would refuse.

https://docs.slack.dev/reference/methods/chat.postMessage
"""

import json
from dataclasses import dataclass, field

from bot.sandbox.slack.block_kit import problems_of_message_blocks
from bot.sandbox.slack.generated_ids import fill_in_block_ids
from bot.sandbox.slack.wire import ApiError, Json

POSTED_TEXT_LIMIT = 40_000
UPDATED_TEXT_LIMIT = 4_000
ATTACHMENTS_LIMIT = 100
METADATA_BYTES_LIMIT = 8_000


@dataclass(frozen=True, slots=True)
class MessageContent:
    text: str = ""
    blocks: tuple[Json, ...] = ()
    more: Json = field(default_factory=dict)


def read_content(args: Json, text_limit: int = POSTED_TEXT_LIMIT) -> MessageContent:
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise ApiError.build_with_problems("invalid_arguments", ["[ERROR] must be a string [json-pointer:/text]"])
    if len(text) > text_limit:
        raise ApiError("msg_too_long")
    blocks = _read_blocks(args.get("blocks"))
    attachments = args.get("attachments") or []
    if not text and not blocks and not attachments:
        raise ApiError("no_text")
    return MessageContent(text, blocks, _read_attachments(attachments) | _read_metadata(args.get("metadata")))


def _read_blocks(blocks: object) -> tuple[Json, ...]:
    if blocks is None or blocks == []:
        return ()
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = problems_of_message_blocks(blocks)
    if problems:
        raise ApiError.build_with_problems("invalid_blocks", problems)
    return tuple(fill_in_block_ids(blocks))


def _read_attachments(attachments: object) -> Json:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise ApiError("invalid_attachments")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise ApiError("too_many_attachments")
    return {"attachments": attachments} if attachments else {}


def _read_metadata(metadata: object) -> Json:
    if metadata is None:
        return {}
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES_LIMIT:
        raise ApiError("metadata_too_large")
    return {"metadata": metadata}
