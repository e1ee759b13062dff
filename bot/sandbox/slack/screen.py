"""Find the element that a person means on the screen before them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.sandbox.slack.block_kit_placement import elements_of
from bot.sandbox.slack.typing_in import PersonCannotError
from bot.sandbox.slack.wire import Json

BUTTONS = frozenset({"button"})
MENUS_WITHOUT_STATE = frozenset({"overflow"})


@dataclass(frozen=True, slots=True)
class Place:
    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def label(self) -> str:
        if "label" in self.block:
            return str(self.block["label"]["text"])
        return str(self.element.get("text", {}).get("text", ""))


# A block id may end in a mark and a number, which only make Slack forget what was typed there.
_NAMINGS: tuple[Callable[[Place], str], ...] = (
    lambda place: str(place.block["block_id"]),
    lambda place: str(place.element["action_id"]),
    lambda place: "/".join(place.key),
    lambda place: place.label,
    lambda place: str(place.block["block_id"]).partition("#")[0],
)


def find_place(blocks: Sequence[Json], name: str, is_wanted: Callable[[Json], bool]) -> Place:
    """By block_id, action_id, `block_id/action_id`, label or the text on a button.

    Raises PersonCannotError unless one only fits.
    """
    places = [place for place in _places(blocks) if is_wanted(place.element)]
    ambiguous = False
    for naming in _NAMINGS:
        found = [place for place in places if naming(place) == name]
        if len(found) == 1:
            return found[0]
        ambiguous = ambiguous or len(found) > 1
    there = [(*place.key, place.label) for place in places]
    raise PersonCannotError(f"{'several' if ambiguous else 'nothing'} called {name!r} among {there}")


def is_one_of(kinds: Collection[str]) -> Callable[[Json], bool]:
    return lambda element: element["type"] in kinds


def _places(blocks: Sequence[Json]) -> Iterator[Place]:
    for block in blocks:
        for element, _ in elements_of(block):
            if "action_id" in element:
                yield Place(block, element)
