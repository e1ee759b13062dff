"""A pretend Slack: a workspace with people in it who can be driven, over real HTTP and WebSockets."""

from bot.sandbox.slack.changes import Change
from bot.sandbox.slack.deliveries import Ack, Delivery
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.options_answer import OptionsAnswer
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.text_view import render_message, render_view
from bot.sandbox.slack.typing_in import PersonCannotError
from bot.sandbox.slack.web_api import Call
from bot.sandbox.slack.wire import Retry

__all__ = [
    "Ack",
    "Call",
    "Change",
    "Channel",
    "Delivery",
    "Message",
    "OptionsAnswer",
    "Person",
    "PersonCannotError",
    "PretendSlack",
    "Retry",
    "User",
    "render_message",
    "render_view",
]
