"""Read CONFIG_FILE, or fail with one sentence that names the file and the place."""

import pytest

from bot.config_file import read_config_file
from bot.core.bot_config.policy import Configuration
from bot.core.errors import SetupError


def test_an_empty_file_is_a_configuration(tmp_path):
    file = tmp_path / "policy.yml"
    file.write_text("# nothing yet\n", encoding="utf-8")

    assert read_config_file(str(file)) == Configuration()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "can't be read"),
        (b"policy:\n  operators: [U0OPERATOR\n", "line 3"),
        (b"policy: \xff\n", "UTF-8"),
        (b"policy: \x00\n", "invalid YAML"),
        (b"- a list\n", "presets"),
        (b"polcy: {}\n", "polcy"),
    ],
)
def test_a_wrong_configuration_file_is_named_with_the_place(monkeypatch, tmp_path, content, word):
    if content is not None:
        (tmp_path / "policy.yml").write_bytes(content)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SetupError) as raised:
        read_config_file("policy.yml")

    assert str(raised.value).startswith("CONFIG_FILE (policy.yml) ")
    assert word in str(raised.value)
