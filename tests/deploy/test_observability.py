"""Dashboard, alerts and runbook speak of metrics that exist, and of all of them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.clock import SystemClock
from bot.core.booking.model import ShownStatus
from bot.metrics import Metrics
from tests.deploy.files import CHECKOUT, DEPLOY, find_tool, run, text_of, yaml_of

ALERTS = "observability/alerts.yml"
DASHBOARD = json.loads(text_of("observability/dashboard.json"))
RUNBOOK = (CHECKOUT / "docs/runbook.md").read_text(encoding="utf-8")
OF_PROMETHEUS = {"up", "job", "instance", "le"}


class _Bookings:
    """Figures of a database with one booking in each status."""

    async def counts(self) -> dict[str, int]:
        return {status.value: 1 for status in ShownStatus}

    async def oldest_due(self, now: object) -> None:
        return None


@pytest.fixture
async def exposed() -> dict[str, set[str]]:
    """The names that /metrics shows once everything has happened once, with their labels."""
    metrics = Metrics(_Bookings(), SystemClock())  # type: ignore[arg-type]
    metrics.follow_socket(lambda: 0.0)
    metrics.count_answer("create", 201, 0.1)
    metrics.count_rejection("slack", "too large")
    metrics.count_model_answer("ok")
    metrics.observe_ack(0.1)
    metrics.observe_queue_time(0.1)
    metrics.observe_step("Schedule", 0.1)
    await metrics.collect({"create": 0.5})
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    return {sample.name: set(sample.labels) for sample in samples if not sample.name.endswith("_created")}


def rules() -> list[dict[str, Any]]:
    [group] = yaml_of(ALERTS)["groups"]
    return list(group["rules"])


def dashboard_expressions() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def expressions() -> list[str]:
    return [*(rule["expr"] for rule in rules()), *dashboard_expressions()]


def metrics_named(expression: str) -> set[str]:
    return set(re.findall(r"\brecall_schedule_\w+", expression))


def labels_named(expression: str) -> Iterator[str]:
    for group in re.findall(r"by \(([^)]*)\)", expression):
        yield from re.findall(r"\w+", group)
    for group in re.findall(r"\{([^}]*)\}", expression):
        yield from re.findall(r"(\w+)=", group)


@pytest.mark.parametrize("expression", expressions())
async def test_an_expression_names_metrics_and_labels_that_exist(expression, exposed):
    named = metrics_named(expression)

    assert named <= set(exposed)
    known = OF_PROMETHEUS.union(*(exposed[name] for name in named))
    assert set(labels_named(expression)) <= known


async def test_every_metric_is_on_the_dashboard(exposed):
    shown = {re.sub(r"_bucket$", "", name) for each in dashboard_expressions() for name in metrics_named(each)}
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exposed}

    assert families == shown


def test_the_statuses_that_expressions_name_are_shown_statuses():
    named = {
        status
        for each in expressions()
        for status in re.findall(r'recall_schedule_bookings\{[^}]*status="(\w+)"', each)
    }

    assert named
    assert named <= {status.value for status in ShownStatus}


def test_every_alert_has_its_paragraph_in_the_runbook_and_no_paragraph_is_left_over():
    names = [rule["alert"] for rule in rules()]

    assert [f"docs/runbook.md#{name.lower()}" for name in names] == [rule["annotations"]["runbook"] for rule in rules()]
    assert re.findall(r"^### (RecallSchedule\w+)$", RUNBOOK, re.MULTILINE) == names


def test_prometheus_finds_the_program_under_the_name_that_the_alerts_ask_for():
    """The alert that no one answers fires for any other name."""
    static, pods = yaml_of("observability/prometheus.yml")["scrape_configs"]
    asked = {name for each in expressions() for name in re.findall(r'job="([\w-]+)"', each)}

    assert asked == {static["job_name"]}
    assert {"target_label": "job", "replacement": static["job_name"]} in pods["relabel_configs"]


def test_every_panel_has_its_own_place():
    panels = DASHBOARD["panels"]
    cells = [
        (x, y)
        for each in panels
        for x in range(each["gridPos"]["x"], each["gridPos"]["x"] + each["gridPos"]["w"])
        for y in range(each["gridPos"]["y"], each["gridPos"]["y"] + each["gridPos"]["h"])
    ]

    assert len({each["id"] for each in panels}) == len(panels)
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23


@pytest.mark.deploy
def test_prometheus_understands_the_rules_and_they_say_what_they_should(tmp_path):
    promtool = find_tool("promtool")
    for file in (DEPLOY / ALERTS, CHECKOUT / "tests/deploy/alerts_test.yml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    run(promtool, "check", "rules", tmp_path / "alerts.yml")
    run(promtool, "test", "rules", tmp_path / "alerts_test.yml", cwd=tmp_path)


@pytest.mark.deploy
def test_prometheus_understands_how_it_finds_the_program(tmp_path):
    """All but the search in a cluster, which Debian's is built without."""
    promtool, config = find_tool("promtool"), yaml_of("observability/prometheus.yml")
    del config["scrape_configs"][1]["kubernetes_sd_configs"]
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(config))
    (tmp_path / "alerts.yml").write_text(text_of(ALERTS))

    run(promtool, "check", "config", tmp_path / "prometheus.yml")


@pytest.mark.deploy
def test_prometheus_understands_the_dashboards_expressions(tmp_path):
    promtool = find_tool("promtool")
    asked = [
        each.replace("$__rate_interval", "5m").replace("$job", "recall-schedule") for each in dashboard_expressions()
    ]
    records = [{"record": f"panel:{number}", "expr": each} for number, each in enumerate(asked)]
    (tmp_path / "panels.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": records}]}))

    run(promtool, "check", "rules", tmp_path / "panels.yml")
