"""The program as it is; when it ends, the modules that it has imported are written down in that order.

`python -m tests.benchmarks.serve_and_list_modules FILE serve`
"""

import atexit
import json
import runpy
import sys
from pathlib import Path


def write_modules(file: Path) -> None:
    file.write_text(json.dumps(list(sys.modules)))


if __name__ == "__main__":
    atexit.register(write_modules, Path(sys.argv.pop(1)))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
