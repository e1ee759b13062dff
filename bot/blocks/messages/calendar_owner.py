"""Word the private message to the owner of a disconnected calendar."""

from bot.blocks.kit.mrkdwn import defuse


def calendar_was_disconnected(email: str) -> str:
    return (
        f"Your calendar {defuse(email, 100)} was disconnected from Recall.ai, so bots scheduled from it "
        "won't join. Reconnect it, then schedule them again."
    )
