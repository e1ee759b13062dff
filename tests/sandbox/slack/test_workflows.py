"""Check what Slack lets builders set and refuses of an app that completes a step."""

import pytest
import yaml

from bot.blocks.names import WORKFLOW_STEP
from bot.manifest import build_manifest
from bot.sandbox.slack.person import Person, PersonCannotError
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.workflows import Execution
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp

LINK = "https://meet.google.com/abc-defg-hij"
WHOLE = {"booking": "b1", "status": "Scheduled", "joins_at": 1772463600}


@pytest.fixture
async def execution(slack: PretendSlack, maya: Person, app: TinyApp) -> Execution:
    slack.follow_manifest(yaml.safe_load(build_manifest(has_workflow_step=True)))
    slack.build_workflow("Record", WORKFLOW_STEP, link=LINK)
    return await maya.starts_workflow("Record")


async def test_the_app_hears_who_started_it_from_slack(execution: Execution, app: TinyApp) -> None:
    event = app.last["event"]
    person = next(each for each in event["function"]["input_parameters"] if each["name"] == "person")

    assert event["type"] == "function_executed"
    assert event["function_execution_id"] == execution.id
    assert event["inputs"]["link"] == LINK
    assert event["inputs"]["person"]["id"] == "U0MAYA"
    assert (person["type"], person["is_required"]) == ("slack#/types/user_context", True)


@pytest.mark.parametrize(
    "outputs",
    [{}, {"booking": "b1"}, {**WHOLE, "joins_at": "soon"}, {**WHOLE, "joins_at": True}, {**WHOLE, "more": "x"}],
)
async def test_outputs_must_be_those_of_the_manifest(execution: Execution, api: Api, outputs: dict) -> None:
    answer = await api("functions.completeSuccess", function_execution_id=execution.id, outputs=outputs)

    assert answer["error"] == "parameter_validation_failed"


async def test_a_step_is_completed_once(slack: PretendSlack, execution: Execution, api: Api) -> None:
    done = {"function_execution_id": execution.id}

    assert (await api("functions.completeSuccess", **done, outputs=WHOLE))["ok"]
    assert (await api("functions.completeSuccess", **done, outputs=WHOLE))["error"] == "execution_not_in_running_state"
    assert (await api("functions.completeError", **done, error="No."))["error"] == "execution_not_in_running_state"
    assert slack.execution(execution).outputs == WHOLE


async def test_an_error_needs_words_and_a_step_that_runs(slack: PretendSlack, execution: Execution, api: Api) -> None:
    unknown = await api("functions.completeError", function_execution_id="Fx0", error="No.")
    silent = await api("functions.completeError", function_execution_id=execution.id)
    spoken = await api("functions.completeError", function_execution_id=execution.id, error="No.")

    assert (unknown["error"], silent["error"], spoken["ok"]) == (
        "function_execution_not_found",
        "invalid_arguments",
        True,
    )
    assert slack.execution(execution).error == "No."


@pytest.mark.parametrize(
    "inputs",
    [{}, {"link": 5}, {"link": LINK, "person": {"id": "U0MAYA"}}, {"link": LINK, "color": "red"}],
)
def test_a_builder_sets_what_is_declared_and_never_the_person(slack: PretendSlack, inputs: dict) -> None:
    slack.follow_manifest(yaml.safe_load(build_manifest(has_workflow_step=True)))

    with pytest.raises(ValueError, match="set"):
        slack.build_workflow("Record", WORKFLOW_STEP, **inputs)


async def test_without_the_manifests_step_there_is_nothing_to_build_or_start(slack: PretendSlack, maya: Person) -> None:
    with pytest.raises(ValueError, match="no step"):
        slack.build_workflow("Record", WORKFLOW_STEP, link=LINK)
    with pytest.raises(PersonCannotError):
        await maya.starts_workflow("Record")
