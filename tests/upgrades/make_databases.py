"""Make the databases of earlier versions with the code and the locked dependencies of those versions.

`python -m tests.upgrades.make_databases [NAME]`, in a clone with its history, when a version is released. A database
that has been made is kept: what an old version wrote does not change. So only what is missing is made, unless it is
named.
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parents[2]
DATABASES = Path(__file__).with_name("databases")
STORY = Path(__file__).with_name("story.py")
# Each released version, and before the first release each migration.
COMMITS = {
    "migration-0001": "9c6346f",
    "migration-0002": "fc32d0a",
    "migration-0003": "d769b79",
    "0.1.0": "b18e505",
    "migration-0005": "4492ee8",
    "0.2.0": "4d692e3",
}


def make(name: str, commit: str) -> None:
    with TemporaryDirectory(prefix="version-") as folder:
        checkout, file, python = (
            Path(folder, "checkout"),
            Path(folder, "town.db"),
            Path(folder, "venv", "bin", "python"),
        )
        _git("worktree", "add", "--detach", "--quiet", str(checkout), commit)
        try:
            subprocess.run([sys.executable, "-m", "venv", Path(folder, "venv")], check=True)
            install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements.txt"]
            subprocess.run(install, cwd=checkout, check=True)
            environment = {**os.environ, "PYTHONPATH": str(checkout)}
            subprocess.run([python, STORY, file], cwd=checkout, env=environment, check=True)
        finally:
            _git("worktree", "remove", "--force", str(checkout))
        (DATABASES / f"{name}.sql").write_text(_as_text(file), encoding="utf-8")


def _as_text(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        return "\n".join([*connection.iterdump(), ""])
    finally:
        connection.close()


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=PROJECT, check=True)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [name for name in COMMITS if not (DATABASES / f"{name}.sql").exists()]:
        make(wanted, COMMITS[wanted])
