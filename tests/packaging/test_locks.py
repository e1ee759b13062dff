"""What the lock files promise, looked at without the network: `make audit-dependencies` runs this alone.

Advisories about known vulnerabilities are kept by a service; docs/releasing.md says how to ask it.
"""

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import bot

CHECKOUT = Path(bot.__file__).parents[1]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
# Which part of pyproject.toml each is made of.
LOCKS = {
    "requirements.txt": ("all",),
    "requirements-dev.txt": ("all", "dev"),
    "requirements-build.txt": (),
    "requirements-release.txt": (),
}
GROUPS = {"requirements-build.txt": "build", "requirements-release.txt": "release"}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


class Locked(NamedTuple):
    requirement: Requirement
    hashes: int

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)


def read_lock(name: str) -> list[str]:
    """Its entries, each on one line; comments left out."""
    lines = (CHECKOUT / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def parse(entry: str) -> Locked:
    return Locked(Requirement(entry.split("--hash")[0]), len(HASH.findall(entry)))


def direct_requirements(lock: str) -> list[Requirement]:
    """What pyproject.toml names for it."""
    if lock in GROUPS:
        return [Requirement(text) for text in _of_group(GROUPS[lock])]
    extras = PROJECT["project"]["optional-dependencies"]
    texts = list(PROJECT["project"]["dependencies"])
    for extra in LOCKS[lock]:
        texts += extras[extra]
    texts += [text for extra in ("postgres", "demo", "otel", "mcp") for text in extras[extra]]
    return [found for text in texts if (found := Requirement(text)).name != PROJECT["project"]["name"]]


def _of_group(name: str) -> list[str]:
    found: list[str] = []
    for item in PROJECT["dependency-groups"][name]:
        found += [item] if isinstance(item, str) else _of_group(item["include-group"])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_to_one_version_and_has_hashes(lock):
    locked = [parse(entry) for entry in read_lock(lock)]

    assert locked
    assert [each.name for each in locked if not re.fullmatch(r"==[^*,]+", str(each.requirement.specifier))] == []
    assert [each.name for each in locked if each.hashes == 0] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_comes_from_the_index_that_pip_is_set_to(lock):
    """No address, folder, checkout or other index: those would be trusted without having been chosen."""
    entries = read_lock(lock)

    assert [entry for entry in entries if entry.lstrip().startswith("-")] == []
    assert [entry for entry in entries if parse(entry).requirement.url] == []
    assert [entry for entry in entries if "://" in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_it_holds_what_pyproject_asks_for(lock):
    locked = {each.name: each.requirement for each in map(parse, read_lock(lock))}
    asked = direct_requirements(lock)

    assert asked
    assert [each.name for each in asked if canonicalize_name(each.name) not in locked] == []
    assert [
        str(each)
        for each in asked
        if not each.specifier.contains(str(locked[canonicalize_name(each.name)].specifier).removeprefix("=="), True)
    ] == []


def test_what_is_tested_is_what_is_run():
    """The tests' lock has the same version of everything that the program's has."""
    run = {each.name: str(each.requirement.specifier) for each in map(parse, read_lock("requirements.txt"))}
    tested = {each.name: str(each.requirement.specifier) for each in map(parse, read_lock("requirements-dev.txt"))}

    assert {name: (pin, tested.get(name)) for name, pin in run.items() if tested.get(name) != pin} == {}


def test_no_entry_is_there_twice():
    for lock in LOCKS:
        names = [f"{each.name} {each.requirement.marker}" for each in map(parse, read_lock(lock))]
        assert sorted(names) == sorted(set(names))


def test_what_is_installed_here_is_what_is_locked():
    locked = {each.name: str(each.requirement.specifier) for each in map(parse, read_lock("requirements-dev.txt"))}
    installed = {canonicalize_name(each.metadata["Name"]): each.version for each in metadata.distributions()}
    differing = {
        name: (installed[name], pin)
        for name, pin in locked.items()
        if name in installed and Version(installed[name]) != Version(pin.removeprefix("=="))
    }

    assert differing == {}


@pytest.mark.parametrize(
    "entry",
    [
        "requests>=2 --hash=sha256:" + "0" * 64,
        "requests==2.* --hash=sha256:" + "0" * 64,
        "requests==2.1,<3 --hash=sha256:" + "0" * 64,
    ],
)
def test_a_loose_pin_would_be_seen(entry):
    assert not re.fullmatch(r"==[^*,]+", str(parse(entry).requirement.specifier))
