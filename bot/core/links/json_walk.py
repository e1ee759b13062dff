"""Walk foreign JSON of any shape, with bounded work."""

from collections.abc import Callable, Iterable, Iterator

# Slack nests a forwarded message's rich text about fifteen deep.
# Its longest messages hold a few thousand values.
MAX_DEPTH = 40
MAX_VALUES = 10_000
_END = object()


def walk_strings(
    value: object, members: Callable[[dict[str, object]], Iterable[object]] = dict.values
) -> Iterator[str]:
    """Every string, in order, up to the limits above. `members` says which values of an object count."""
    trail: list[Iterator[object]] = [iter((value,))]
    for _ in range(MAX_VALUES):
        found = next(trail[-1], _END)
        if isinstance(found, str):
            yield found
        elif found is _END:
            trail.pop()
            if not trail:
                return
        elif isinstance(found, dict | list) and len(trail) <= MAX_DEPTH:
            trail.append(iter(members(found) if isinstance(found, dict) else found))
