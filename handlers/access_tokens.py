"""Handle the buttons about a person's access tokens: show them, create one, revoke one."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.agents.tokens_view import GONE, REVOKED, TOO_MANY, build_tokens_view
from bot.blocks.kit.button_value import read_token_button
from bot.core.access.people import Person
from bot.core.agents.personal_token import MintedToken
from bot.scheduling.agents.tokens import OwnTokens
from handlers.show_form import ButtonOutOfDate, ShowForm, ViewToOpen


class AccessTokens:
    def __init__(self, tokens: OwnTokens, show_form: ShowForm) -> None:
        self._tokens = tokens
        self._show_form = show_form

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await self._show_form.open(ack, client, body, self._view)

    async def create(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        async def find(person: Person) -> ViewToOpen:
            minted = await self._tokens.mint(person)
            return await self._view(person, minted, "" if minted else TOO_MANY)

        await self._show_form.update(ack, client, body, find)

    async def revoke(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        async def find(person: Person) -> ViewToOpen:
            pressed = read_token_button(action.get("value"))
            if pressed is None:
                raise ButtonOutOfDate
            was_there = await self._tokens.revoke(person, pressed.token_id)
            return await self._view(person, None, REVOKED if was_there else GONE)

        await self._show_form.update(ack, client, body, find)

    async def _view(self, person: Person, minted: MintedToken | None = None, said: str = "") -> ViewToOpen:
        own = await self._tokens.list_own(person)
        view = build_tokens_view(own, self._tokens.url, person.time_zone, minted=minted, said=said)
        return ViewToOpen(lambda **_: view)
