"""The wheel holds all that the program needs, nothing else, and is the same for the same commit."""

import hashlib
import os
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import bot

CHECKOUT = Path(bot.__file__).parents[1]
DATA = {".css", ".html", ".js", ".json", ".svg", ".mako", ".yml", ".txt"}


def build(folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=CHECKOUT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        capture_output=True,
        check=True,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def names_in(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_two_builds_are_the_same_byte_for_byte(wheel, tmp_path):
    again = build(tmp_path)

    assert again.name == wheel.name
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_it_holds_every_module_and_every_file_that_one_reads(wheel):
    tree = {
        path.relative_to(CHECKOUT).as_posix()
        for top in ("bot", "handlers")
        for path in (CHECKOUT / top).rglob("*")
        if path.is_file() and (path.suffix == ".py" or path.suffix in DATA)
    }

    assert tree | {"bot/manifest.yml"} <= names_in(wheel)
    assert {Path(name).suffix for name in tree} >= {".py", ".html", ".mako"}


def test_it_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in names_in(wheel)}
    others = {name for name in names_in(wheel) if Path(name).suffix not in DATA | {".py"} and ".dist-info/" not in name}

    assert tops == {"bot", "handlers", f"recall_schedule-{bot.__version__}.dist-info"}
    assert others == set()


def test_what_not_everyone_needs_is_an_extra(wheel):
    [name] = [name for name in names_in(wheel) if name.endswith(".dist-info/METADATA")]
    metadata = HeaderParser().parsestr(zipfile.ZipFile(wheel).read(name).decode())
    plain = {line.split(";")[0] for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}

    assert {"postgres", "demo", "otel", "mcp", "all"} <= set(metadata.get_all("Provides-Extra", []))
    assert not [line for line in plain if line.startswith(("asyncpg", "websockets", "opentelemetry", "mcp"))]
    assert metadata["Version"] == bot.__version__
