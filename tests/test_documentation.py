"""Check that the operators' pages name what there is, and that their examples work."""

import re
from pathlib import Path

import pytest
import yaml

import bot
from bot.core.bot_config.policy import Configuration, Policy, Preset
from bot.core.bot_config.read_configuration import read_configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.team_rules import NeverRecorded, TeamRules
from bot.core.errors import SetupError
from bot.secret_files import list_secret_fields
from bot.settings import Settings, load_settings

CHECKOUT = Path(bot.__file__).parents[1]
LINKING = ("architecture", "deploying", "releasing", "runbook", "threat-model")
VARIABLES = {name.upper() for name in Settings.model_fields} - {"CONFIGURATION"}


def test_the_documentation_names_every_variable_and_no_other():
    page = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", page, re.MULTILINE)

    assert set(re.findall(r"[A-Z_]+", " ".join(rows))) == VARIABLES


def test_the_documentation_names_every_secret_that_a_file_may_hold():
    page = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    [paragraph] = re.findall(r"^\*\*Secrets from files\.\*\*.*? names a file", page, re.MULTILINE | re.DOTALL)

    assert set(re.findall(r"`([A-Z][A-Z_]+)`", paragraph)) == {name.upper() for name in list_secret_fields(Settings)}


def test_the_example_environment_names_every_variable():
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) == VARIABLES


def test_the_example_environment_lacks_only_what_has_to_be_filled_in(monkeypatch, tmp_path):
    (tmp_path / ".env").write_bytes((CHECKOUT / ".env.example").read_bytes())
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SetupError) as raised:
        load_settings()

    missing = [line.split()[0] for line in str(raised.value).splitlines()]
    assert missing == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "RECALL_API_KEY", "RECALL_REGION"]


def test_the_documented_configuration_is_one_and_shows_every_key():
    page = (CHECKOUT / "docs/configuration.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    document = yaml.safe_load(example)

    read_configuration(document)

    assert set(document) == set(Configuration.model_fields)
    assert set(document["policy"]) == set(Policy.model_fields)
    assert set(document["rules"]) == set(TeamRules.model_fields)
    assert set(document["rules"]["never"]) == set(NeverRecorded.model_fields)
    assert set(document["presets"][0]) == set(Preset.model_fields)
    assert set(document["presets"][0]["settings"]) == set(BotSettings.model_fields)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md"])
def test_every_path_that_a_page_names_is_in_the_tree(page):
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|handlers|tests|docs|deploy)/[\w./-]+)`", text))

    assert {path for path in named if not (CHECKOUT / path).exists()} == set()


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{name}.md" for name in LINKING)]
)
def test_every_link_into_the_tree_leads_somewhere(page):
    file = CHECKOUT / page
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", file.read_text(encoding="utf-8"))

    assert targets
    assert [target for target in targets if not (file.parent / target).exists()] == []


def test_the_life_of_a_booking_is_twenty_files():
    text = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")

    assert len(re.findall(r"^\| \d+ \| \[`", text, re.MULTILINE)) == 20
