"""After the meeting: what was said, decided and promised, in the thread of the card, for those who may read it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.blocks.names import Action
from bot.sandbox.model.mischief import ModelMischief
from bot.sandbox.model.pretend_model import PretendModel
from bot.sandbox.serving import serving
from bot.sandbox.slack.messages import Message
from tests.journeys.furniture import PRIVATE, SALES
from tests.journeys.reading import words
from tests.journeys.world import World

TITLE = "Acme renewal: pricing call"
OVERVIEW = "Acme renews with us on the enterprise plan"
DECISION = "Enterprise plan for two years"
TASK = "Send the list of invoices since September today – Maya Lindqvist"
Begin = Callable[..., Awaitable[World]]


@pytest.fixture
def model() -> PretendModel:
    return PretendModel()


@pytest.fixture
async def begins(a_sqlite_world: Callable[..., Awaitable[World]], model: PretendModel) -> AsyncIterator[Begin]:
    """A world with a model; `private` says what the calendar calls the meeting."""
    async with serving(model.asgi) as url:

        async def begin(provider: str = "openai", *, private: bool = False, policy: dict | None = None) -> World:
            def prepare(world: World) -> None:
                world.meeting(TITLE, attendees=["maya@example.com"], private=private)

            named = {"summary_base_url": f"{url}/v1", "summary_model": model.model, "summary_api_key": model.key}
            chosen = {"summary_provider": provider, **(named if provider == "openai" else {})}
            world = await a_sqlite_world(prepare=prepare, configuration={"policy": policy or {}}, settings=chosen)
            world.hears_recall()
            return world

        yield begin


async def records(world: World, channel_id: str = SALES) -> None:
    await world.books(TITLE, channel_id)
    world.recall.live_normally(world.only_bot().id)
    world.recall.finish_transcripts(world.only_bot().id)


def offered(message: Message) -> set[str]:
    return {
        element["action_id"] for block in message.blocks if block["type"] == "actions" for element in block["elements"]
    }


async def told(world: World, channel_id: str = SALES, *, count: int = 1) -> Message:
    """The newest message with the summary's buttons."""
    here = lambda: [m for m in world.slack.messages(channel_id) if Action.SHOW_TRANSCRIPT in offered(m) and m.is_reply]  # noqa: E731
    summaries = lambda: [m for m in here() if Action.ASK_ABOUT_MEETING in offered(m)]  # noqa: E731
    await world.until(lambda: len(summaries()) >= count)
    return summaries()[-1]


async def ended(world: World) -> Message:
    """The reply that says that the recording is ready, once there is a transcript."""
    done = lambda: [m for m in world.slack.messages(SALES) if Action.DELETE_RECORDING in offered(m)]  # noqa: E731
    await world.until(lambda: done() and Action.SHOW_TRANSCRIPT in offered(done()[0]))
    await world.nothing_is_left_to_do()
    return done()[0]


async def test_the_thread_says_what_matters_and_the_modal_the_rest(begins):
    world = await begins()
    await records(world)

    message = await told(world)
    await world.maya.clicks(Action.SHOW_SUMMARY, message)
    await world.until(lambda: "Open questions" in world.form())

    for part in (OVERVIEW, DECISION, TASK):
        assert part in message.text
    assert Action.SHARE_SUMMARY not in offered(message)
    whole = world.form()
    assert "*Overview*" in whole
    assert "- [ ] Send the list of invoices since September today (Maya Lindqvist)" in whole
    assert "English" in whole
    assert "*Highlights (no AI)*" in whole
    assert "written by pretend-1" in whole


async def test_without_a_model_there_are_highlights_labelled_as_such(begins, model):
    world = await begins("highlights")
    await records(world)

    message = await told(world)

    assert "*Highlights (no AI)*" in message.text
    assert "*Talk time*" in message.text
    assert "without AI" in words(message.blocks)
    assert Action.SUMMARIZE_AGAIN not in offered(message)
    assert model.asked == []


async def test_who_may_not_see_the_recording_may_not_read_the_summary_or_ask(begins):
    world = await begins()
    await records(world)
    message = await told(world)

    for action in (Action.SHOW_SUMMARY, Action.ASK_ABOUT_MEETING, Action.SHOW_TRANSCRIPT, Action.SUMMARIZE_AGAIN):
        before = len(world.jonas.ephemerals)
        await world.jonas.clicks(action, message)
        await world.until(lambda before=before: len(world.jonas.ephemerals) > before)
        assert world.jonas.view is None
        assert OVERVIEW not in world.jonas.ephemerals[-1].text


async def test_what_stays_out_of_a_channel_is_shared_by_a_person_only(begins):
    world = await begins(policy={"summaries_in_channels": False})
    await records(world)
    message = await told(world)
    assert OVERVIEW not in message.text
    assert "summary is ready" in message.text

    await world.maya.clicks(Action.SHARE_SUMMARY, message)
    await world.until(lambda: world.maya.view)
    await world.maya.picks(Action.ANSWER, SALES)
    await world.maya.submits()

    shared = await world.card(saying="<@U0MAYA> shared the summary of")
    assert OVERVIEW in shared.text
    assert not shared.is_reply


async def test_a_private_card_is_told_everything_and_can_be_shared_once(begins):
    world = await begins()
    await world.opens_form(channel_id=PRIVATE)
    await world.picks(TITLE)
    await world.maya.submits()
    await world.until(lambda: any("Scheduled:" in message.text for message in world.maya.direct_messages))
    await world.nothing_is_left_to_do()
    world.recall.live_normally(world.only_bot().id)
    world.recall.finish_transcripts(world.only_bot().id)
    direct = lambda: [m for m in world.maya.direct_messages if OVERVIEW in m.text]  # noqa: E731
    await world.until(direct)
    (message,) = direct()

    for _ in range(2):
        await world.maya.clicks(Action.SHARE_SUMMARY, message)
        await world.until(lambda: world.maya.view)
        await world.maya.picks(Action.ANSWER, SALES)
        await world.maya.submits()
        await world.nothing_is_left_to_do()

    shared = [each for each in world.slack.messages(SALES) if "shared the summary" in each.text]
    assert len(shared) == 1


async def test_a_channel_that_the_app_is_not_in_is_said_to_the_sharer(begins):
    world = await begins(policy={"summaries_in_channels": False})
    await records(world)
    await world.maya.clicks(Action.SHARE_SUMMARY, await told(world))
    await world.until(lambda: world.maya.view)
    await world.maya.picks(Action.ANSWER, PRIVATE)
    await world.maya.submits()

    await world.until(lambda: any("Add the app there with /invite" in m.text for m in world.maya.direct_messages))


async def test_deleting_the_recording_takes_its_words_back_everywhere(begins):
    world = await begins(policy={"operators": ["U0OLGA"]})
    await records(world)
    message = await told(world)
    await world.maya.clicks(Action.SHOW_SUMMARY, message)
    await world.until(lambda: world.maya.view)
    await world.maya.clicks(Action.SHARE_SUMMARY)
    await world.until(lambda: "Share summary" in world.form())
    await world.maya.picks(Action.ANSWER, SALES)
    await world.maya.submits()
    await world.card(saying="shared the summary")

    await world.maya.clicks(Action.DELETE_RECORDING, await ended(world))

    await world.until(lambda: all(OVERVIEW not in words([m.text, m.blocks]) for m in world.slack.messages(SALES)))
    gone = [m for m in world.slack.messages(SALES) if "The summary was deleted." in m.text]
    assert len(gone) == 2


async def test_asking_answers_in_private_with_the_places_that_it_rests_on(begins, model):
    world = await begins()
    await records(world)

    await world.maya.clicks(Action.ASK_ABOUT_MEETING, await told(world))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Action.ANSWER, "What did Priya say about the outage in May?")
    await world.maya.submits()
    await world.until(lambda: "From the transcript" in world.form())

    assert "Two things. The outage in May hurt." in world.form()
    assert "*Priya Raman*" in world.form()
    assert "Only you see the answer." in world.form()
    assert [asked.document for asked in model.asked] == ["meeting_notes", "meeting_answer"]
    assert world.slack.messages(SALES)[-1].text.count("outage in May hurt") == 0


async def test_without_a_model_or_with_one_that_is_down_words_are_looked_for(begins, model):
    world = await begins()
    await records(world)
    message = await told(world)
    model.behave(ModelMischief(status=503))

    await world.maya.clicks(Action.ASK_ABOUT_MEETING, message)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Action.ANSWER, "outage")
    await world.maya.submits()
    await world.until(lambda: "From the transcript" in world.form())

    assert "can't be reached right now" in world.form()
    assert "outage" in world.form()
    assert "without AI" in world.form()


async def test_a_question_that_cannot_be_answered_leaves_no_modal_that_waits(begins):
    world = await begins()
    await records(world)
    await world.maya.clicks(Action.ASK_ABOUT_MEETING, await told(world))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Action.ANSWER, "What about the outage?")
    await world.loses_table("model_calls")

    await world.maya.submits()

    await world.until(lambda: "We couldn't answer that." in world.form())


async def test_an_empty_question_is_asked_for_again(begins):
    world = await begins("highlights")
    await records(world)
    await world.maya.clicks(Action.ASK_ABOUT_MEETING, await told(world))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Action.ANSWER, "   ")

    await world.maya.submits()

    assert world.maya.view_errors


async def test_a_failure_is_said_and_tried_again_by_a_person(begins, model):
    model.behave(ModelMischief(refuses=True))
    world = await begins()
    await records(world)
    failed = await told(world)
    assert "*Not summarized.* The model declined" in failed.text
    assert "*Highlights (no AI)*" in failed.text

    model.behave()
    await world.maya.clicks(Action.SUMMARIZE_AGAIN, failed)
    message = await told(world, count=2)

    assert OVERVIEW in message.text


async def test_a_private_event_in_a_channel_is_summarized_only_when_a_person_asks_for_it(begins, model):
    world = await begins(private=True)
    await records(world)
    await world.maya.clicks(Action.SHOW_TRANSCRIPT, await ended(world))
    await world.until(lambda: Action.SHOW_SUMMARY in str(world.maya.view))
    assert model.asked == []

    await world.maya.clicks(Action.SHOW_SUMMARY)
    await world.until(lambda: "There's no summary" in world.form())
    await world.maya.clicks(Action.SUMMARIZE_AGAIN)
    message = await told(world)

    assert "summary is ready" in message.text
    assert all(OVERVIEW not in each.text for each in world.slack.messages(SALES))


async def test_where_summaries_are_off_the_transcript_can_still_be_searched(begins):
    world = await begins("off")
    await records(world)
    await world.maya.clicks(Action.SHOW_TRANSCRIPT, await ended(world))
    await world.until(lambda: Action.ASK_ABOUT_MEETING in str(world.maya.view))
    assert Action.SHOW_SUMMARY not in str(world.maya.view)

    await world.maya.clicks(Action.ASK_ABOUT_MEETING)
    await world.until(lambda: "Words to search for" in world.form())
    await world.maya.fills(Action.ANSWER, "outage")
    await world.maya.submits()

    await world.until(lambda: "Found by a search" in world.form())
