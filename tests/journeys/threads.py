"""What a card's thread says."""

from bot.sandbox.slack.messages import Message
from tests.journeys.furniture import SALES
from tests.journeys.world import World


def replies(world: World) -> list[Message]:
    return [message for message in world.slack.messages(SALES) if message.is_reply]


async def reply(world: World, words: str) -> Message:
    """The first that has these words, once there is one."""
    try:
        await world.until(lambda: any(words in message.text for message in replies(world)))
    except TimeoutError:
        raise AssertionError(f"nothing says {words!r}: {[message.text for message in replies(world)]}") from None
    return next(message for message in replies(world) if words in message.text)
