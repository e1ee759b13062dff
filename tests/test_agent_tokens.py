"""MCP_TOKENS: pairs of a person and a token, and no word of a wrong one is repeated."""

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.credentials import AgentTokens

TOKENS = TypeAdapter(AgentTokens)
TOKEN, OTHER = "a" * 32, "b" * 32


def test_pairs_are_separated_by_commas():
    pairs = TOKENS.validate_python(f" U0MAYA={TOKEN}, W0JONAS={OTHER}=, ")

    assert [(user_id, token.get_secret_value()) for user_id, token in pairs] == [
        ("U0MAYA", TOKEN),
        ("W0JONAS", f"{OTHER}="),
    ]


@pytest.mark.parametrize(
    "text",
    [TOKEN, f"={TOKEN}", f"maya={TOKEN}", "U0MAYA=short", f"U0MAYA='{TOKEN}'", f"U0MAYA={TOKEN},U0JONAS={TOKEN}"],
)
def test_what_is_wrong_is_said_and_not_shown(text):
    with pytest.raises(ValidationError) as raised:
        TOKENS.validate_python(text)

    sentence = raised.value.errors()[0]["msg"]
    assert "Slack user ID" in sentence or "each belongs to one person" in sentence
    assert TOKEN not in sentence
    assert "maya" not in sentence
