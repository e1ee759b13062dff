"""The files of deploy/ agree with each other and with the program. Needs no tool."""

import re
from typing import Any

import pytest

from bot.core.bot_config.read_configuration import read_configuration
from bot.entrypoints.slack_requests import MAX_BODY_BYTES
from bot.scheduling.executor.executor import SHUTDOWN_TIMEOUT
from bot.serve import KEEP_ALIVE_SECONDS
from bot.settings import Settings
from tests.deploy.files import DEPLOY, text_of, yaml_of

PUBLIC = ["/slack/events", "/recall/webhooks", "/connect/", "/mcp"]
# Variables that are not ours: of Python, libpq, Caddy, Postgres' image and the tracing library.
OTHERS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DOMAIN", "UPSTREAM"}
STOPPED_WITHIN = 10  # seconds; what `serve` promises
BASE = "kubernetes/base/deployment.yaml"


def pod(file: str) -> Any:
    return yaml_of(file)["spec"]["template"]["spec"]


def container_environment(file: str) -> dict[str, Any]:
    return {each["name"]: each.get("value") for each in pod(file)["containers"][0].get("env", [])}


def variables_in_containerfile() -> set[str]:
    block = re.search(r"^ENV PATH=.*?\n(?=USER)", text_of("Containerfile"), re.MULTILINE | re.DOTALL)
    assert block
    return set(re.findall(r"([A-Z_]+)=", block[0]))


def variables_in_units() -> set[str]:
    units = text_of("systemd/recall-schedule.service") + text_of("systemd/recall-schedule.service.d/credentials.conf")
    lines = re.findall(r"^Environment=(.*)$", units, re.MULTILINE)
    return {name for line in lines for name in re.findall(r"([A-Z_]+)=", line)}


def test_every_variable_that_is_set_is_one_of_ours():
    ours = {name.upper() for name in Settings.model_fields} - {"CONFIGURATION"}
    named = (
        variables_in_containerfile()
        | variables_in_units()
        | set(yaml_of("compose.yaml")["services"]["app"]["environment"])
        | set(container_environment(BASE))
        | set(container_environment("kubernetes/overlays/sqlite/deployment.yaml"))
        | set(container_environment("kubernetes/overlays/postgres/deployment.yaml"))
    )

    assert {name.removesuffix("_FILE") if name != "CONFIG_FILE" else name for name in named} - OTHERS <= ours


def test_all_three_proxies_let_the_same_paths_through():
    nginx = re.findall(r"location (?:= )?(/\S+) \{", text_of("proxy/nginx.conf"))
    [caddy] = re.findall(r"@public path (.*)", text_of("proxy/Caddyfile"))
    ingresses = [yaml_of(f"kubernetes/components/ingress/{name}.yaml") for name in ("ingress", "connect")]
    rules = [rule for each in ingresses for rule in each["spec"]["rules"]]

    assert nginx == PUBLIC
    assert caddy.replace("*", "").split() == PUBLIC
    assert {path["path"] for rule in rules for path in rule["http"]["paths"]} == set(PUBLIC)
    assert len({rule["host"] for rule in rules}) == 1


def test_tickets_are_in_no_log_of_the_ingress():
    ingress = yaml_of("kubernetes/components/ingress/connect.yaml")

    assert ingress["metadata"]["annotations"] == {"nginx.ingress.kubernetes.io/enable-access-log": "false"}


def test_the_proxies_take_the_largest_form_of_slacks():
    assert MAX_BODY_BYTES <= 2_000_000
    assert "client_max_body_size 2m" in text_of("proxy/nginx.conf")
    assert "max_size 2MB" in text_of("proxy/Caddyfile")


def test_proxies_close_an_idle_connection_before_the_app_does():
    """The other way round a request may go into one that is being closed, and Slack gets a 502."""
    nginx = re.findall(r"keepalive_timeout (\d+)s;", text_of("proxy/nginx.conf"))
    caddy = re.findall(r"keepalive (\d+)s$", text_of("proxy/Caddyfile"), re.MULTILINE)

    assert [len(nginx), len(caddy)] == [1, 1]
    assert max(map(int, [*nginx, *caddy])) < KEEP_ALIVE_SECONDS


def test_anyone_who_stops_it_waits_long_enough():
    assert SHUTDOWN_TIMEOUT.total_seconds() < STOPPED_WITHIN
    [unit] = re.findall(r"TimeoutStopSec=(\d+)", text_of("systemd/recall-schedule.service"))
    compose = yaml_of("compose.yaml")["services"]["app"]["stop_grace_period"]
    drained = pod("kubernetes/overlays/postgres/deployment.yaml")["containers"][0]["lifecycle"]["preStop"]["sleep"]
    kubernetes = pod(BASE)["terminationGracePeriodSeconds"] - drained["seconds"]

    assert min(int(unit), int(compose.removesuffix("s")), kubernetes) > STOPPED_WITHIN
    assert drained["seconds"] > 0


def test_systemd_starts_it_again_until_an_outage_is_over():
    lines = text_of("systemd/recall-schedule.service").splitlines()

    assert {"Restart=always", "StartLimitIntervalSec=0"} <= set(lines)
    assert not [line for line in lines if line.startswith("RestartPreventExitStatus")]


def test_compose_needs_no_domain_for_the_app_alone():
    """Compose reads every service, whichever is started."""
    required = set(re.findall(r"\$\{(\w+):?\?", text_of("compose.yaml")))

    assert required == {"POSTGRES_PASSWORD"}


def test_pods_may_talk_to_what_the_documentation_names():
    """https, Postgres and a collector's OTLP over HTTP."""
    policies = ("kubernetes/base/network-policy.yaml", "kubernetes/overlays/postgres/network-policy.yaml")
    rules = [rule for each in policies for rule in yaml_of(each)["spec"]["egress"]]

    assert {port["port"] for rule in rules for port in rule["ports"]} == {53, 443, 4318, 5432}


def test_the_database_of_several_is_for_as_many_as_there_are():
    overlay = "kubernetes/overlays/postgres/deployment.yaml"

    assert container_environment(overlay)["PROCESSES"] == str(yaml_of(overlay)["spec"]["replicas"])


def test_sqlite_never_has_two_pods():
    overlay = yaml_of("kubernetes/overlays/sqlite/deployment.yaml")["spec"]

    assert (overlay["replicas"], overlay["strategy"]["type"]) == (1, "Recreate")
    assert yaml_of("kubernetes/overlays/sqlite/volume.yaml")["spec"]["accessModes"] == ["ReadWriteOncePod"]


@pytest.mark.parametrize("place", ["compose", "kubernetes"])
def test_a_container_can_do_nothing_it_need_not(place):
    if place == "compose":
        app = yaml_of("compose.yaml")["services"]["app"]
        facts = app["read_only"], app["cap_drop"], app["security_opt"] == ["no-new-privileges:true"]
    else:
        context = pod(BASE)["containers"][0]["securityContext"]
        is_held = context["allowPrivilegeEscalation"] is False
        facts = context["readOnlyRootFilesystem"], context["capabilities"]["drop"], is_held

    assert facts == (True, ["ALL"], True)


def test_the_image_and_the_pod_run_as_the_same_user_who_is_not_root():
    [user] = re.findall(r"^USER (\d+):(\d+)$", text_of("Containerfile"), re.MULTILINE)
    context = pod(BASE)["securityContext"]

    assert user == (str(context["runAsUser"]), str(context["runAsGroup"])) == ("10001", "10001")
    assert context["runAsNonRoot"]


def test_only_the_proxy_of_compose_can_be_reached():
    services = yaml_of("compose.yaml")["services"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert yaml_of("compose.yaml")["networks"]["database"] == {"internal": True}


def test_the_configuration_of_the_pod_is_one():
    assert read_configuration(yaml_of("kubernetes/base/recall-schedule.yml"))


@pytest.mark.parametrize("probe", ["startupProbe", "livenessProbe"])
def test_an_outage_elsewhere_restarts_nothing(probe):
    assert pod(BASE)["containers"][0][probe]["httpGet"]["path"] == "/healthz"
    assert pod(BASE)["containers"][0]["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_no_file_names_where_packages_and_images_come_from():
    """Where they come from is set by the one who builds: a mirror, and short names."""
    files = {str(path): path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file()}
    named = re.compile(r"^(?:ARG BASE=|\s*image: |.*newName: )([\w-]+\.[\w.-]+)/", re.MULTILINE)
    hosts = {host for text in files.values() for host in named.findall(text)}

    assert hosts == {"registry.example.com"}
    assert [name for name, text in files.items() if re.search(r"index-url|find-links http", text)] == []
