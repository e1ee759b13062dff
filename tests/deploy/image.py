"""Build and run the image where no image can be pulled: on a base of Debian's packages, from wheels fetched before."""

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deploy.files import CHECKOUT, DEPLOY, find_tool, run

TAG = "localhost/recall-schedule:check"
PYTHON = "/usr/bin/python3"  # the stand-in base has the same one: the same release of the same distribution
BASE = "localhost/python:stand-in"
PACKAGES = "ca-certificates,libstdc++6,python3,python3-venv"  # the official image has the second as well
# As the Kubernetes base and compose.yaml run it.
HARDENED = ("--read-only", "--tmpfs=/tmp:size=64m", "--cap-drop=all", "--security-opt=no-new-privileges")
# What a machine without systemd and with the older cgroups needs besides.
UNPRIVILEGED = (
    "--cgroups=disabled",
    "--network=host",
    "--ulimit=nofile=1024:1024",
    "--ulimit=nproc=4096:4096",
    "--pull=never",
    "--no-healthcheck",
)


class Image:
    """The built image, in a store of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = [f"--root={folder}/store", f"--runroot={folder}/run", "--storage-driver=overlay"]

    def remove(self) -> None:
        """The storage library leaves its folder mounted upon itself."""
        subprocess.run(["umount", "--lazy", f"{self._folder}/store/overlay"], capture_output=True, check=False)
        shutil.rmtree(self._folder)

    def build(self) -> None:
        wheels = self._fetch_wheels()
        self._make_base()
        run(
            find_tool("buildah"), *self._store, "bud", "--isolation=chroot", "--pull-never", "--format=docker",
            f"--file={DEPLOY}/Containerfile", f"--ignorefile={DEPLOY}/Containerfile.dockerignore",
            f"--build-arg=BASE={BASE}", "--build-arg=PIP_OPTIONS=--no-index --find-links /wheels",
            f"--volume={wheels}:/wheels:ro", f"--tag={TAG}", CHECKOUT, seconds=240,
        )  # fmt: skip

    def inspect(self) -> str:
        return run(find_tool("buildah"), *self._store, "inspect", "--type=image", TAG).stdout

    def command(self, *arguments: str, options: tuple[str, ...] = ()) -> list[str]:
        """What runs it. crun takes only cgroups of version 2, which are mounted for it alone."""
        podman = [find_tool("podman"), *self._store, f"--runtime={find_tool('crun')}", "--cgroup-manager=cgroupfs"]
        inner = [*podman, "run", "--rm", *HARDENED, *UNPRIVILEGED, *options, TAG, *arguments]
        mounting = 'mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null; exec "$@"'
        return [find_tool("unshare"), "--mount", "sh", "-c", mounting, "sh", *inner]

    def run(self, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments, options=options), capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def started(self, options: tuple[str, ...]) -> Iterator[subprocess.Popen[str]]:
        command = self.command(options=options)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    def send(self, signal: str, name: str) -> None:
        run(*self._beside("kill", f"--signal={signal}", name))

    def check_health(self, port: int) -> int:
        """The image's own HEALTHCHECK, beside a container that runs; 0 is healthy."""
        check = json.loads(self.inspect())["Docker"]["config"]["Healthcheck"]["Test"][1:]
        return self.run(*check[1:], options=(f"--entrypoint={check[0]}", f"--env=PORT={port}")).returncode

    def _beside(self, *arguments: str) -> list[str]:
        return [find_tool("podman"), *self._store, "--cgroup-manager=cgroupfs", *arguments]

    def _fetch_wheels(self) -> Path:
        wheels = self._folder / "wheels"
        version = run(PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()
        pip = [CHECKOUT / ".venv-release/bin/python", "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        choice = ["--only-binary=:all:", f"--python-version={version}", "--no-deps", "--require-hashes"]
        for lock in ("requirements.txt", "requirements-build.txt"):
            run(*pip, *choice, f"--dest={wheels}", f"--requirement={CHECKOUT / lock}", seconds=240)
        return wheels

    def _make_base(self) -> None:
        archive = self._folder / "base.tar"
        run(
            find_tool("mmdebstrap"), "--mode=root", "--variant=essential", f"--include={PACKAGES}",
            "--dpkgopt=force-unsafe-io",
            platform.freedesktop_os_release()["VERSION_CODENAME"], archive, seconds=400,
        )  # fmt: skip
        buildah = [find_tool("buildah"), *self._store]
        container = run(*buildah, "from", "scratch").stdout.strip()
        run(*buildah, "add", "--quiet", container, archive)
        run(*buildah, "commit", "--quiet", "--format=docker", "--rm", container, BASE, seconds=120)
        archive.unlink()


def skip_unless_containers_work() -> None:
    for tool in ("buildah", "podman", "crun", "mmdebstrap", "unshare"):
        find_tool(tool)
    if os.geteuid() != 0:
        pytest.skip("building the stand-in for the official base image needs root")
