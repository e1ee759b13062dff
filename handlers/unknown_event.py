"""Acknowledge events that no one listens to, so that Slack neither repeats them nor turns event delivery off."""

from slack_bolt.async_app import AsyncAck


async def acknowledge_event(ack: AsyncAck) -> None:
    await ack()
