"""A disk without room, for this process alone: the kernel refuses to let any file grow."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

ROOM = 8_192  # for what pytest writes about itself; a table of ours is larger


@contextmanager
def full_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
