"""What people find in App Home, and what they press there."""

from bot.blocks.names import Action
from bot.sandbox.slack.person import Person
from bot.scheduling.home.refresh import EVERY
from tests.journeys.reading import words
from tests.journeys.world import World


async def opens_home(world: World, person: Person | None = None) -> None:
    who = person or world.maya
    published = len(world.slack.calls_to("views.publish"))
    await who.opens_home()
    await world.until(lambda: len(world.slack.calls_to("views.publish")) > published)


async def home_says(world: World, sentence: str, person: Person | None = None) -> None:
    """Sooner or later: it is shown anew at most once in a few seconds."""
    try:
        await world.until_by_the_clock(lambda: sentence in world.home(person), every=EVERY)
    except TimeoutError:
        raise AssertionError(f"{sentence!r} is not in Home: {world.home(person)}") from None


async def home_offers(world: World, action: Action, person: Person) -> None:
    """Sooner or later, as above."""
    await world.until_by_the_clock(lambda: action in str(person.home), every=EVERY)


def named(world: World, action: Action, title: str, person: Person | None = None) -> str:
    """The button beside or below the meeting's line, as a person finds it."""
    blocks = (person or world.maya).home["blocks"]
    place = next(number for number, block in enumerate(blocks) if f"· {title}" in words(block))
    block = blocks[place] if "accessory" in blocks[place] else blocks[place + 1]
    return f"{block['block_id']}/{action}"
