"""Imports the modules that a file of JSON names, says so, and does nothing more.

`python -m tests.benchmarks.import_and_idle FILE`
"""

import importlib
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

if __name__ == "__main__":
    for name in json.loads(Path(sys.argv[1]).read_text()):
        with suppress(ImportError):  # some modules exist only once another has made them
            importlib.import_module(name)
    print("ready", flush=True)  # noqa: T201
    signal.pause()
