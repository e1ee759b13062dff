"""What runs without an extra imports nothing that only an extra, or a developer's environment, brings."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from tests.packaging.test_locks import PROJECT

CHECKOUT = Path(bot.__file__).parents[1]
# What `serve`, and each command that a plain installation has, imports before it does anything.
MODULES = (
    "bot.serve",
    "bot.doctor.examine",
    "bot.doctor.person",
    "bot.initialize.interview",
    "bot.initialize.unattended",
    "bot.manifest",
    "bot.audit_lines",
    "bot.client_secret",
    "bot.maintenance.commands",
    "bot.store.engine.migrate",
    "alembic.command",
)
SCRIPT = """
import importlib, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
importlib.import_module(sys.argv[1])
"""


def plain_distributions() -> set[str]:
    """What the wheel asks for, and what that asks for in turn."""
    waiting = [(Requirement(text), "") for text in PROJECT["project"]["dependencies"]]
    found: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra_of_parent = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra_of_parent}):
            continue
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in found:
                found.add((name, extra))
                waiting += [(Requirement(text), extra) for text in metadata.requires(name) or []]
    return {name for name, _ in found}


def modules_of_others() -> set[str]:
    """Top-level modules that are here, and would not be in a plain installation."""
    plain = plain_distributions()
    return {
        module
        for module, names in metadata.packages_distributions().items()
        if not {canonicalize_name(name) for name in names} & {*plain, "recall-schedule"}
    }


def test_an_extra_would_be_missed():
    assert {"asyncpg", "websockets", "mcp", "opentelemetry", "pytest"} <= modules_of_others()
    assert not {"bot", "httpx", "sqlalchemy", "greenlet", "pydantic_core"} & modules_of_others()


@pytest.mark.parametrize("module", MODULES)
def test_a_plain_installation_can_import(module):
    absent = ",".join(sorted(modules_of_others()))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, module, absent], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
