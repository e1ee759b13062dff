"""Where the files of deploy/ lie, and the tools that judge them."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot

CHECKOUT = Path(bot.__file__).parents[1]
DEPLOY = CHECKOUT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = ("sqlite", "postgres")


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def yaml_of(name: str) -> Any:
    return yaml.safe_load(text_of(name))


def find_tool(name: str) -> str:
    """The tool's path; without it the test is skipped with a word that says what is not checked."""
    release = CHECKOUT / ".venv-release/bin"
    path = shutil.which(name, path=f"{release}{os.pathsep}{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed here")
    return path


def run(*command: str | Path, seconds: float = 60, **options: Any) -> subprocess.CompletedProcess[str]:
    """Both streams are text; a failure shows them."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=seconds, check=False, **options
    )
    assert done.returncode == 0, f"{command[0]} exited with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


def render(overlay: str) -> list[dict[str, Any]]:
    """An overlay's objects, as `kubectl apply --kustomize` would send them."""
    kubectl = find_tool("kubectl")
    return list(yaml.safe_load_all(run(kubectl, "kustomize", KUBERNETES / "overlays" / overlay).stdout))
