"""Build alerts: what a person should read first in a modal, the only place where Slack takes them.

https://docs.slack.dev/reference/block-kit/blocks/alert-block
"""

from typing import Literal

from bot.blocks.kit.block_kit import Json, check_length, mrkdwn_object, section
from bot.blocks.kit.mrkdwn import length

ALERT_TEXT = 200

AlertLevel = Literal["info", "warning", "error", "success"]


def notice(markup: str, level: AlertLevel = "warning") -> Json:
    """An alert, or a section for more than Slack takes in one."""
    return alert(markup, level) if length(markup) <= ALERT_TEXT else section(markup)


def alert(markup: str, level: AlertLevel) -> Json:
    """The level shows as an icon and a color, and says nothing that the words don't."""
    return {"type": "alert", "text": mrkdwn_object(check_length(markup, ALERT_TEXT)), "level": level}
