"""What agents need is said before anything has been started, and costs nothing where they are off."""

import subprocess
import sys

import pytest

from bot.app import agents
from bot.core.errors import SetupError
from tests.doctor.test_examine import settings_for


def test_without_the_extra_turning_agents_on_is_a_set_up_error_that_names_it(monkeypatch):
    monkeypatch.setattr(agents, "find_spec", lambda _: None)

    agents.check_mcp_extra(settings_for("http://127.0.0.1:9"))
    with pytest.raises(SetupError, match=r"MCP_ENABLED is true.*recall-schedule\[mcp\]"):
        agents.check_mcp_extra(settings_for("http://127.0.0.1:9", mcp_enabled=True))


def test_the_sdk_is_not_imported_where_agents_are_off():
    code = "import sys, bot.app; sys.exit(any(name.partition('.')[0] in ('mcp', 'mcp_types') for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("public_url", "hosts", "origins"),
    [
        (None, ["127.0.0.1:3000"], []),
        ("https://bot.example.com", ["bot.example.com", "bot.example.com:*"], ["https://bot.example.com"]),
        ("https://x.test:8443/bot", ["x.test", "x.test:*"], ["https://x.test:8443"]),
    ],
)
def test_hosts_and_origins_are_those_of_this_installation(public_url, hosts, origins):
    settings = settings_for("http://127.0.0.1:9", mcp_enabled=True, public_url=public_url)

    assert set(hosts) <= set(agents.allowed_hosts(settings))
    assert not any(host == "*" for host in agents.allowed_hosts(settings))
    assert agents.allowed_origins(settings) == origins
