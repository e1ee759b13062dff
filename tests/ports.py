"""A port for a program that is started with its number."""

import random
import socket

# Below those that systems give to anyone who asks for any (from 32768 on Linux, 49152 elsewhere): between our look and
# the program's start no one comes upon it by chance.
_NUMBERS = range(20_000, 32_000)


def free_port() -> int:
    """On this machine alone. Raises RuntimeError where all are taken."""
    for port in random.SystemRandom().sample(_NUMBERS, len(_NUMBERS)):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise RuntimeError(f"no free port in {_NUMBERS}")
