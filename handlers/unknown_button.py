"""Answer a click on a button that this version does not know, drawn by another version."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.access.people import Person
from bot.scheduling.forms.opening import Opening, OutOfDate
from handlers.show_form import ButtonOutOfDate, ShowForm


class UnknownButton:
    def __init__(self, show_form: ShowForm) -> None:
        self._show_form = show_form

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        if action.get("type") != "button" or action.get("url"):  # what is chosen, typed or followed asks for nothing
            await ack()
        elif (body.get("view") or {}).get("type") == "modal":
            await self._show_form.update(ack, client, body, _out_of_date)
        else:
            await self._show_form.do(ack, body, _refuse)


async def _out_of_date(_person: Person) -> Opening:
    return OutOfDate()


async def _refuse() -> None:
    raise ButtonOutOfDate
