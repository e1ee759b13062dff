"""Carry out one tool call: who calls, how often, with what, and what came of it, in the audit trail whatever it is."""

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError

from bot.blocks.agents.answers import refuse, reject, word_refusal
from bot.blocks.messages.errors import TRY_LATER, account_refusal, apology
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.agents.order import AgentAnswer, Came
from bot.core.errors import DatabaseUnavailable, RecallError, SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.core.storable_text import make_payload_storable
from bot.entrypoints.mcp.tools import AgentTool
from bot.scheduling.access.authorize import Refused
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.agents.callers import Caller
from bot.scheduling.agents.throttle import CallThrottle
from bot.store.agents.calls import AgentCalls

log = structlog.get_logger()

NOBODY = "Slack didn't say who this is for, or named someone in another workspace. Nothing was done."
SLACK_SILENT = "Slack can't say who this is right now. Try again in a minute."
RECALL_SILENT = "Recall.ai isn't responding right now. Try again in a minute."


class AgentToolCalls:
    def __init__(
        self,
        tools: Mapping[str, AgentTool],
        people: KnownPeople,
        team_id: TeamId,
        throttle: CallThrottle,
        calls: AgentCalls,
        clock: Clock,
    ) -> None:
        self._tools = tools
        self._people = people
        self._team_id = team_id
        self._throttle = throttle
        self._calls = calls
        self._clock = clock

    async def call(
        self, caller: Caller, meta: Mapping[str, object] | None, name: str, arguments: Mapping[str, Any]
    ) -> AgentAnswer:
        """Never raises. A line in the audit trail before the answer, which is withheld if it cannot be written.

        Of calls over the limit there is one line a minute.
        """
        caller = caller.with_signed_person(meta, self._team_id)
        answer = await self._answer(caller, name, arguments)
        is_noted = answer.came is not Came.THROTTLED or self._throttle.is_worth_noting(caller.user_id or UserId(""))
        if not is_noted:
            return answer
        known = name if name in self._tools else "unknown"
        try:
            await self._calls.record(
                caller.user_id, known, caller.name, answer.came.value, answer.booking_id, self._clock.now()
            )
        except DatabaseUnavailable:
            return AgentAnswer(came=Came.FAILED, text=TRY_LATER)
        return answer

    async def _answer(self, caller: Caller, name: str, arguments: Mapping[str, Any]) -> AgentAnswer:
        if caller.user_id is None:
            return refuse(NOBODY)
        if (wait := self._throttle.take(caller.user_id)) is not None:
            seconds = max(1, round(wait.total_seconds()))
            return AgentAnswer(came=Came.THROTTLED, text=f"Too many calls. Try again in {seconds} seconds.")
        tool = self._tools.get(name)
        if tool is None:
            return reject(f"There is no such tool. Tools: {', '.join(self._tools)}.")
        asked = _read_arguments(tool, arguments)
        if isinstance(asked, AgentAnswer):
            return asked
        return await self._carry_out(caller, tool, asked)

    async def _carry_out(self, caller: Caller, tool: AgentTool, asked: BaseModel) -> AgentAnswer:
        try:
            return await tool.call(await self._find_person(caller), asked)
        except Refused as refused:
            return word_refusal(refused.refusal)
        except UntrustedAccount as refusal:
            return refuse(account_refusal(refusal.reason))
        except DatabaseUnavailable:
            return AgentAnswer(came=Came.FAILED, text=TRY_LATER)
        except SlackRefusal:
            return AgentAnswer(came=Came.FAILED, text=SLACK_SILENT)
        except RecallError:
            return AgentAnswer(came=Came.FAILED, text=RECALL_SILENT)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("unexpected error", what="agent call", reference=reference)
            return AgentAnswer(came=Came.FAILED, text=apology(reference))

    async def _find_person(self, caller: Caller) -> Person:
        """As at a click: by Slack's word of the last minutes."""
        if caller.user_id is None:
            raise ValueError("a caller without a person")
        return await self._people.find_for_action(caller.user_id)


def _read_arguments(tool: AgentTool, arguments: Mapping[str, Any]) -> BaseModel | AgentAnswer:
    """Names of what is wrong, never its value: that would go into the client's log."""
    try:
        return tool.arguments.model_validate(make_payload_storable(dict(arguments)))
    except ValidationError as error:
        faults = {f"{'.'.join(map(str, each['loc'])) or 'arguments'}: {each['msg']}" for each in error.errors()}
        return reject(f"These arguments aren't right. {'; '.join(sorted(faults))}")
