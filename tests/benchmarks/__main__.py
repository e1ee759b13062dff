"""Measures everything that is promised about speed and size, and writes docs/benchmarks.md.

`python -m tests.benchmarks`; one benchmark alone: `python -m tests.benchmarks.bench_ack`, which writes nothing.
"""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import (
    bench_ack,
    bench_calls,
    bench_demo,
    bench_executor,
    bench_load,
    bench_matching,
    bench_picker,
    bench_rules,
    bench_start,
    bench_sync,
    bench_webhooks,
)
from tests.benchmarks.databases import Mirrors
from tests.benchmarks.processes import PROJECT
from tests.benchmarks.report import Section, as_markdown, as_text

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
COMMAND = "python -m tests.benchmarks"

INTRODUCTION = f"""\
# Benchmarks

Made by `make bench`, which runs `{COMMAND}`: {{date}}, Python {{python}} on {{system}}, {{processors}} processors,
in {{seconds:.0f}} seconds.

Each figure stands beside a reference from the same run: compare their ratio rather than the figure with those of
another machine. Client, program, pretend services and references share the processors named above, and with two of
them a client that sends fifty requests at a time competes with whatever it measures. Nothing here is a test: a machine
that is slow today breaks no build. What ten thousand people cost takes twenty minutes to set up, has a command of its
own, `python -m tests.benchmarks.bench_scale`, and stands in [scaling](scaling.md).
"""


async def _sections() -> AsyncIterator[Section]:
    yield await bench_ack.measure()
    yield await bench_calls.measure()
    yield await bench_webhooks.measure()
    yield await bench_load.measure()
    yield await bench_demo.measure()
    yield await bench_sync.measure()
    yield await bench_rules.measure()
    with TemporaryDirectory(prefix="bench-") as folder:
        mirrors = Mirrors(Path(folder))
        yield await bench_picker.measure(mirrors)
        yield await bench_matching.measure(mirrors)
        yield await bench_start.measure(mirrors)
    yield await bench_executor.measure()


async def main() -> None:
    started, sections = time.perf_counter(), []
    async for section in _sections():
        print(as_text(section), flush=True)  # noqa: T201
        sections.append(section)
        _write(sections, time.perf_counter() - started)  # a run that is broken off leaves what it has measured
    missed = [row.what for section in sections for row in section.rows if row.is_met is False]
    print(f"{DOCUMENT.relative_to(PROJECT)} written; missed: {', '.join(missed) or 'nothing'}")  # noqa: T201


def _write(sections: Sequence[Section], seconds: float) -> None:
    introduction = INTRODUCTION.format(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        processors=os.cpu_count(),
        seconds=seconds,
    )
    DOCUMENT.write_text("\n".join([introduction, *map(as_markdown, sections)]), encoding="utf-8")


if __name__ == "__main__":
    argparse.ArgumentParser(
        prog=COMMAND, description=__doc__
    ).parse_args()  # else a --help would take a quarter of an hour
    asyncio.run(main())
