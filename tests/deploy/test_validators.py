"""Each tool's own judgement of the files of deploy/. Run by `make deploy-check`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.files import CHECKOUT, DEPLOY, KUBERNETES, OVERLAYS, find_tool, render, run, text_of

pytestmark = pytest.mark.deploy

UNIT = DEPLOY / "systemd/recall-schedule.service"
MOST_EXPOSED = 15  # tenths; systemd calls 15 "OK", and an empty unit has 96


def test_hadolint_finds_nothing():
    run(find_tool("hadolint"), "--failure-threshold", "style", DEPLOY / "Containerfile")


def test_yamllint_finds_nothing():
    rules = "{extends: default, rules: {line-length: {max: 120}, document-start: disable, comments: disable}}"
    files = [path for path in DEPLOY.rglob("*") if path.suffix in {".yaml", ".yml"}]

    run(find_tool("yamllint"), "--strict", "--config-data", rules, *files)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes_knows_every_field(overlay, tmp_path):
    validate = find_tool("kubernetes-validate")
    file = tmp_path / f"{overlay}.yaml"
    file.write_text(yaml.safe_dump_all(render(overlay)))

    run(validate, "--strict", "--quiet", file)


def test_kubernetes_would_refuse_a_field_that_does_not_exist(tmp_path):
    validate = find_tool("kubernetes-validate")
    wrong = (KUBERNETES / "overlays/sqlite/volume.yaml").read_text().replace("accessModes", "accessMode")
    (tmp_path / "wrong.yaml").write_text(wrong)

    assert subprocess.run([validate, "--strict", tmp_path / "wrong.yaml"], capture_output=True).returncode != 0


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_selector_finds_the_pods(overlay):
    objects = render(overlay)
    [deployment] = [each for each in objects if each["kind"] == "Deployment"]
    labels = deployment["spec"]["template"]["metadata"]["labels"].items()
    [service] = [each for each in objects if each["kind"] == "Service"]
    selectors = [deployment["spec"]["selector"]["matchLabels"], service["spec"]["selector"]]
    for each in objects:
        if each["kind"] in {"NetworkPolicy", "PodDisruptionBudget"}:
            spec = each["spec"]
            selectors.append((spec.get("podSelector") or spec["selector"])["matchLabels"])

    assert all(selector and selector.items() <= labels for selector in selectors)


def is_compose(text: str, folder: Path) -> bool:
    python = CHECKOUT / ".venv-release/bin/python"
    if not python.exists():
        pytest.skip("compose-spec is not installed here")
    (folder / "compose.yaml").write_text(text)
    script = (
        "import sys; from pathlib import Path; from compose_spec import PyCompose;"
        "PyCompose.from_yaml(Path(sys.argv[1]).read_text()).validate_networks()"
    )
    done = subprocess.run([python, "-c", script, folder / "compose.yaml"], capture_output=True, check=False)
    return done.returncode == 0


def test_compose_knows_every_field(tmp_path):
    assert is_compose(text_of("compose.yaml"), tmp_path)


@pytest.mark.parametrize(("right", "wrong"), [("read_only:", "readonly:"), ("networks: [database]", "networks: [db]")])
def test_compose_would_refuse_a_field_or_network_that_does_not_exist(tmp_path, right, wrong):
    assert not is_compose(text_of("compose.yaml").replace(right, wrong), tmp_path)


@pytest.mark.parametrize("with_credentials", [False, True])
def test_systemd_understands_the_unit(tmp_path, with_credentials):
    analyze = find_tool("systemd-analyze")
    unit = tmp_path / UNIT.name
    unit.write_text(text_of("systemd/recall-schedule.service").replace("/opt/recall-schedule/bin/", "/bin/true #"))
    if with_credentials:
        shutil.copytree(f"{UNIT}.d", f"{unit}.d")

    assert run(analyze, "verify", unit).stderr == ""


def test_systemd_calls_the_unit_hardly_exposed():
    run(find_tool("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSED}", UNIT)


def test_caddy_understands_its_file():
    caddy = find_tool("caddy")
    file = DEPLOY / "proxy/Caddyfile"

    run(caddy, "validate", "--adapter", "caddyfile", "--config", file, env={**os.environ, "DOMAIN": "bot.example.com"})
    assert run(caddy, "fmt", file).stdout == file.read_text()
