"""Hold the workflows that people have built with the app's step, and what each execution of the step has come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.generated_ids import next_id
from bot.sandbox.slack.wire import ApiError, Json

USER_CONTEXT = "slack#/types/user_context"
# What a parameter of a type may be, as far as the app's step has such. https://docs.slack.dev/reference/types
_TYPES: Mapping[str, type] = {
    "string": str,
    "slack#/types/timestamp": int,
    "slack#/types/channel_id": str,
    "slack#/types/user_id": str,
    USER_CONTEXT: dict,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """`inputs`: what the builder has set. The person who starts it is filled in by Slack."""

    name: str
    callback_id: str
    inputs: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """A snapshot; the stored one is newer once the step is completed."""

    id: str
    workflow: Workflow
    user_id: str
    inputs: Json
    state: Literal["running", "completed", "failed"] = "running"
    outputs: Json = field(default_factory=dict)
    error: str | None = None
    on_failure: Callable[[str], None] = field(default=lambda _: None, repr=False, compare=False)


class Workflows:
    def __init__(self, changes: Changes) -> None:
        self.built: dict[str, Workflow] = {}
        self.executions: dict[str, Execution] = {}
        self._changes = changes

    def build(self, workflow: Workflow, functions: Mapping[str, Json]) -> None:
        """Raises ValueError for what Workflow Builder does not let a builder do."""
        if workflow.callback_id not in functions:
            raise ValueError(f"there is no step {workflow.callback_id!r}")
        parameters = functions[workflow.callback_id]["input_parameters"]
        for name, value in workflow.inputs.items():
            kind = parameters["properties"].get(name, {}).get("type")
            if kind in {None, USER_CONTEXT} or not _is_a(value, kind):
                raise ValueError(f"{name!r} cannot be set to that")
        missing = [name for name in parameters["required"] if name not in workflow.inputs]
        if [name for name in missing if parameters["properties"][name]["type"] != USER_CONTEXT]:
            raise ValueError(f"{missing} must be set")
        self.built[workflow.name] = workflow

    def start(self, workflow: Workflow, user_id: str, function: Json, on_failure: Callable[[str], None]) -> Execution:
        """`on_failure` is told why it failed, as the person is by Slackbot."""
        who = {
            name: {"id": user_id, "secret": next_id("secret-")}
            for name, parameter in function["input_parameters"]["properties"].items()
            if parameter["type"] == USER_CONTEXT
        }
        execution = Execution(
            id=next_id("Fx"),
            workflow=workflow,
            user_id=user_id,
            inputs={**workflow.inputs, **who},
            on_failure=on_failure,
        )
        return self._put(execution)

    def complete(self, execution_id: str, outputs: Json, functions: Mapping[str, Json]) -> None:
        execution = self._running(execution_id)
        _check_outputs(outputs, functions[execution.workflow.callback_id]["output_parameters"])
        self._put(replace(execution, state="completed", outputs=outputs))

    def fail(self, execution_id: str, error: str) -> None:
        failed = self._put(replace(self._running(execution_id), state="failed", error=error))
        failed.on_failure(error)

    def _running(self, execution_id: str) -> Execution:
        if execution_id not in self.executions:
            raise ApiError("function_execution_not_found")
        execution = self.executions[execution_id]
        if execution.state != "running":
            raise ApiError("execution_not_in_running_state")
        return execution

    def _put(self, execution: Execution) -> Execution:
        self.executions[execution.id] = execution
        self._changes.tell("workflow_changed", execution, execution.user_id)
        return execution


def _check_outputs(outputs: Json, declared: Json) -> None:
    properties = declared["properties"]
    is_whole = all(name in outputs for name in declared["required"])
    are_known = all(name in properties and _is_a(value, properties[name]["type"]) for name, value in outputs.items())
    if not is_whole or not are_known:
        raise ApiError("parameter_validation_failed")


def _is_a(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and not isinstance(value, bool)
