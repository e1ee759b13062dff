"""Word the private message to the owner of a disconnected calendar."""

from bot.blocks.kit.mrkdwn import defuse


def calendar_was_disconnected(email: str) -> str:
    return (
        f"Your calendar {defuse(email, 100)} is not connected to Recall.ai any more, so the bots that were booked "
        "through it will not come. Connect it again, and schedule them again."
    )
