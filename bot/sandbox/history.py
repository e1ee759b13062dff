"""Seed the message history of the demo: meeting links, in all the forms in which people share them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from urllib.parse import quote

from bot.sandbox.day import (
    DESIGN_REVIEW_LINK,
    INTERVIEW_LINK,
    NORTHWIND_LINK,
    PLANNING_LINK,
    PRICING_LINK,
    STAND_UP_LINK,
)
from bot.sandbox.slack.composing import compose_mrkdwn, compose_rich_text
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.wire import Json

# Calls that are on no calendar.
INVOICES = "https://meet.google.com/kvr-ncqe-ydm"
QUICK_TALK = "https://meet.google.com/tlk-qick-jns"


def seed_history(slack: PretendSlack) -> None:
    write = _Writer(slack)
    write.says(
        "C0GENERAL", "U0LEA", 190, "Good morning! The kitchen is closed until noon, and the coffee has moved upstairs."
    )
    write.says("C0GENERAL", "U0JONAS", 150, f"Anyone up for a quick look at the new invoices? {INVOICES}")
    write.says("C0GENERAL", "U0MAYA", 12, "Type /recall-schedule in any conversation to have a meeting recorded.")
    first = write.says("C0SALES", "U0LEA", 95, "Acme has two new people on the call today. Can you have it recorded?")
    write.says("C0SALES", "U0MAYA", 93, "Will do. Here's the link again:", thread_ts=first.ts)
    write.blocks("C0SALES", "U0MAYA", 92, _label_link("Join the pricing call", PRICING_LINK), thread_ts=first.ts)
    write.blocks("C0SALES", "U0JONAS", 60, _invitation())
    write.says(
        "C0SALES",
        "U0LEA",
        25,
        f"Northwind onboarding, from my inbox: {_wrap_for_mail_filter(NORTHWIND_LINK)}",
    )
    write.blocks("C0PRODUCT", "U0JONAS", 80, _two_rooms())
    write.says("C0PRODUCT", "U0LEA", 40, f"Stand-up is here, as always: {_wrap_for_search_engine(STAND_UP_LINK)}")
    write.says("C0PRODUCT", "U0JONAS", 18, "Retro board and call: https://tinyurl.com/demo-of-a-short-link")
    write.says("C0HIRING", "U0LEA", 70, f"Second round is at {INTERVIEW_LINK}")
    conversation = slack.open_direct_message("U0MAYA", "U0JONAS").id
    write.says(conversation, "U0JONAS", 33, f"Can we talk before the review? {QUICK_TALK}")
    write.says(conversation, "U0MAYA", 30, "Yes, give me ten minutes.")


class _Writer:
    """Messages of the past, each so many minutes ago."""

    def __init__(self, slack: PretendSlack) -> None:
        self._slack = slack
        self._numbers = count(100)

    def says(
        self, channel_id: str, user_id: str, minutes_ago: int, words: str, thread_ts: str | None = None
    ) -> Message:
        directory = self._slack.workspace.directory
        rich_text = compose_rich_text(words, directory)
        return self._add(channel_id, user_id, minutes_ago, compose_mrkdwn(words, directory), [rich_text], thread_ts)

    def blocks(
        self, channel_id: str, user_id: str, minutes_ago: int, block: Json, thread_ts: str | None = None
    ) -> Message:
        return self._add(channel_id, user_id, minutes_ago, "", [block], thread_ts)

    def _add(
        self,
        channel_id: str,
        user_id: str,
        minutes_ago: int,
        text: str,
        blocks: Sequence[Json],
        thread_ts: str | None,
    ) -> Message:
        workspace = self._slack.workspace
        at = int((workspace.clock.now() - timedelta(minutes=minutes_ago)).timestamp())
        return workspace.messages.add(
            Message(
                channel_id=channel_id,
                ts=f"{at}.{next(self._numbers):06}",
                author={"user": user_id, "team": workspace.installation.team_id},
                text=text,
                blocks=tuple(block | {"block_id": "words"} for block in blocks),
                thread_ts=thread_ts,
            )
        )


def _label_link(label: str, url: str) -> Json:
    return _rich_text(_section({"type": "link", "url": url, "text": label}))


def _invitation() -> Json:
    """As people paste it from a calendar."""
    return _rich_text(
        _section(_bold("Design review: booking form"), _text("\n")),
        {
            "type": "rich_text_quote",
            "elements": [
                _text("Join on your computer or in the app\n"),
                {"type": "link", "url": DESIGN_REVIEW_LINK, "text": "Click here to join the meeting"},
            ],
        },
    )


def _two_rooms() -> Json:
    items = [
        _section(_text("Stand-up: "), {"type": "link", "url": STAND_UP_LINK}),
        _section(_text("Planning: "), {"type": "link", "url": PLANNING_LINK}),
    ]
    return _rich_text(
        _section(_text("Our rooms this quarter:")),
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items},
    )


def _wrap_for_mail_filter(url: str) -> str:
    return f"https://eur01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=05"


def _wrap_for_search_engine(url: str) -> str:
    return f"https://www.google.com/url?q={quote(url, safe='')}&sa=D"


def _rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def _section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def _text(words: str) -> Json:
    return {"type": "text", "text": words}


def _bold(words: str) -> Json:
    return {"type": "text", "text": words, "style": {"bold": True}}
