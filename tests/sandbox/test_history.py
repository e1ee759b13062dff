"""Check that each link in the demo's messages belongs to the meeting that the message speaks of."""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.day import JONAS, MAYA, seed_day
from bot.sandbox.history import seed_history
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.slack.pretend_slack import PretendSlack

NOW = datetime(2026, 3, 2, 9, 7, 30, tzinfo=UTC)
CHANNELS = ("C0SALES", "C0PRODUCT", "C0GENERAL", "C0HIRING")


@pytest.fixture
def events():
    day = seed_day(PretendRecall(MovableClock(NOW, ticking=False)), NOW, (MAYA, JONAS))
    return {title: copies[0] for title, copies in day.events.items()}


@pytest.fixture
def messages():
    """What is said in each channel, with its links as they were before anyone wrapped them."""
    slack = PretendSlack(MovableClock(NOW, ticking=False))
    for user_id in ("U0MAYA", "U0JONAS", "U0LEA"):
        slack.add_user(user_id, email=f"{user_id.lower()}@example.com", tz="UTC", real_name=user_id)
    for channel_id in CHANNELS:
        slack.add_channel(channel_id, name=channel_id.lower(), members={"U0MAYA", "U0JONAS", "U0LEA"})
    seed_history(slack)
    return {
        channel_id: [unquote(f"{message.text} {message.blocks}") for message in slack.messages(channel_id)]
        for channel_id in CHANNELS
    }


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Join the pricing call", "Acme renewal: pricing call"),
        ("Design review: booking form", "Design review: booking form"),
        ("Northwind onboarding", "Northwind onboarding"),
        ("Stand-up: ", "Product stand-up"),
        ("Planning: ", "Quarterly planning"),
        ("Stand-up is here", "Product stand-up"),
        ("Second round", "Interview: data engineer, second round"),
    ],
)
def test_a_message_links_to_the_meeting_it_speaks_of(messages, events, words, title):
    [said] = [message for written in messages.values() for message in written if words in message]

    assert unquote(events[title].link) in said


def test_the_private_interview_is_linked_only_where_it_is_talked_about(messages, events):
    link = events["Interview: data engineer, second round"].link

    assert {channel for channel, written in messages.items() if link in "".join(written)} == {"C0HIRING"}
