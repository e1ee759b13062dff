"""Render a person's access tokens in a modal. A new one is shown in it once, and stands in no other place."""

from collections.abc import Sequence

from bot.blocks.kit.alert import alert
from bot.blocks.kit.block_kit import Json, actions, button, confirm, context, modal, preformatted, section, with_subject
from bot.blocks.kit.button_value import token_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import escape
from bot.blocks.names import Action, Block, Callback, with_suffix
from bot.core.agents.personal_token import MOST_TOKENS, MintedToken, PersonalToken

TITLE = "AI agents"
WHAT_FOR = (
    "An AI agent that you give a token to can list your meetings, schedule and cancel bots, and check on them. It acts "
    "as you, and can't do anything you can't do in Slack."
)
COPY_NOW = "*Copy this token now.* It won't be shown again. Anyone who has it can act as you here."
REVOKED = "*The token was revoked.* Agents that use it no longer have access."
GONE = "This token was already revoked."
TOO_MANY = f"You have {MOST_TOKENS} tokens, the most you can have. Revoke one first."
NONE_YET = "You have no tokens."


def build_tokens_view(
    tokens: Sequence[PersonalToken], url: str, time_zone: str, *, minted: MintedToken | None = None, said: str = ""
) -> Json:
    """`url`: where agents reach the server. `said`: one of our sentences about what was just done."""
    return modal(
        Callback.ACCESS_TOKENS,
        TITLE,
        [
            *([alert(said, "info")] if said else []),
            *(_shown_once(minted) if minted else []),
            section(WHAT_FOR),
            context(f"Server address (MCP, streamable HTTP): `{escape(url)}`"),
            *(_row(token, place, time_zone) for place, token in enumerate(tokens)),
            *([] if tokens else [section(NONE_YET)]),
            *_create_row(tokens),
        ],
    )


def _shown_once(minted: MintedToken) -> list[Json]:
    return [
        alert(COPY_NOW, "warning"),
        preformatted(minted.secret),
        context("In the agent's settings, add the server address below, with the header `Authorization: Bearer …`."),
    ]


def _row(token: PersonalToken, place: int, time_zone: str) -> Json:
    used = f"last used {short_date_and_time(token.last_used_at, time_zone)}" if token.last_used_at else "never used"
    text = f"*…{escape(token.hint)}* · created {short_date_and_time(token.created_at, time_zone)} · {used}"
    question = confirm(
        "Revoke this token?", f"Agents that use …{token.hint} lose access right away.", yes="Revoke", no="Keep it"
    )
    revoke = button("Revoke", Action.REVOKE_TOKEN, token_value(token), confirm=question)
    return section(text, with_subject(revoke, f"…{token.hint}"), with_suffix(Block.TOKEN, place + 1))


def _create_row(tokens: Sequence[PersonalToken]) -> list[Json]:
    if len(tokens) >= MOST_TOKENS:
        return [context(TOO_MANY)]
    return [actions(Block.TOKEN_BUTTONS, [button("Create a token", Action.CREATE_TOKEN, style="primary")])]
