"""Summaries in Slack: what matters, the whole, a question and what is shared. None of it can mention or link."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.names import Action
from bot.blocks.summaries.question_view import build_question_view, read_question
from bot.blocks.summaries.shared_summary import build_share_view, build_shared_summary, read_share
from bot.blocks.summaries.summary_reply import SummaryToTell, build_summary_reply
from bot.blocks.summaries.summary_view import BEING_MADE, NONE_YET, build_summary_view
from bot.blocks.summaries.words import _FAILURES, failure_sentence, tasks_to_copy
from bot.core.booking.model import Booking, Destination
from bot.core.identifiers import BookingId, BotId, ChannelId
from bot.core.summaries.model import (
    Chapter,
    Highlights,
    MeetingNotes,
    Quote,
    Summary,
    SummaryFailure,
    SummaryRecord,
    SummaryState,
    TalkTime,
    Task,
)
from bot.core.summaries.question import MeetingAnswer
from bot.core.summaries.search import FoundTurn
from tests.blocks.in_slack import answered, assert_message, assert_modal, mrkdwn_texts, words
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.examples import a_booked_booking, a_booked_meeting

HIGHLIGHTS = Highlights(
    talk_time=(TalkTime(speaker="Dana", seconds=60, share=0.6), TalkTime(speaker=None, seconds=40, share=0.4)),
    chapters=(Chapter(start=0, end=65, words=("pricing", "seats")),),
    key_sentences=(Quote(start=65, speaker="Dana", text="We agreed on the price."),),
    decision_lines=(Quote(start=66, speaker="Dana", text="So we go with thirty-four a seat."),),
    task_lines=(Quote(start=70, speaker=None, text="I'll send it today."),),
    language="en",
)
SUMMARY = Summary(
    overview="The team agreed on the price.",
    decisions=("Two years", "120 seats"),
    tasks=(Task(text="Send the offer", owner="Dana"), Task(text="Check *legal*")),
    open_questions=("Who signs?",),
    next_steps=("Call on Friday",),
    language="de",
)


def record(**facts: Any) -> SummaryRecord:
    defaults: dict[str, Any] = {
        "booking_id": BookingId("b1"),
        "bot_id": BotId("bot-1"),
        "state": SummaryState.READY,
        "round": 1,
        "notes": MeetingNotes(highlights=HIGHLIGHTS, summary=SUMMARY),
        "model": "pretend-1",
    }
    return SummaryRecord(**{**defaults, **facts})


def recorded(**facts: Any) -> Booking:
    booking = a_booked_booking(**facts)
    return replace(booking, bot=replace(booking.bot, status="done", recorded_seconds=2520))


def in_direct_messages() -> Booking:
    return recorded(destination=Destination(channel_id=ChannelId("D0MAYA")))


def told(booking: Booking | None = None, *, shows_content: bool = True, has_model: bool = True, **facts: Any) -> Any:
    message = build_summary_reply(booking or recorded(), SummaryToTell(record(**facts), shows_content, has_model))
    assert_message(message.blocks)
    return message


def offered(blocks: Any) -> list[str]:
    return [each["action_id"] for block in blocks if block["type"] == "actions" for each in block["elements"]]


def viewed(booking: Booking | None = None, known: SummaryRecord | None = None, **facts: Any) -> str:
    options = {"time_zone": "UTC", "has_model": True, "may_share": True, **facts}
    view = build_summary_view(booking or recorded(), known or record(), **options)
    assert_modal(view)
    return words(view)


def test_the_thread_says_overview_decisions_and_tasks_with_their_people() -> None:
    said = told().text

    assert "*Summary*\nThe team agreed on the price." in said
    assert "*Decisions*\n• Two years\n• 120 seats" in said
    assert "• Send the offer – Dana" in said
    assert "Who signs?" not in said


def test_what_does_not_fit_is_counted() -> None:
    many = Summary(overview="Long.", decisions=tuple(f"Decision {number}" for number in range(9)))

    assert "_6 more in the full summary_" in told(notes=MeetingNotes(highlights=HIGHLIGHTS, summary=many)).text


def test_where_others_read_along_only_the_way_to_it_is_shown() -> None:
    message = told(shows_content=False)

    assert message.text == (
        "*The meeting's summary is ready*: 2 decisions, 2 tasks, 1 open question. People on the invitation can open it."
    )
    assert "Dana" not in words(message.blocks)
    assert Action.SHARE_SUMMARY in offered(message.blocks)


def test_only_what_few_can_read_is_offered_for_sharing() -> None:
    assert Action.SHARE_SUMMARY not in offered(told().blocks)
    assert Action.SHARE_SUMMARY in offered(told(in_direct_messages()).blocks)


def test_highlights_are_labelled_as_such_and_have_no_owners() -> None:
    message = told(notes=MeetingNotes(highlights=HIGHLIGHTS), model=None, has_model=False)

    assert "*Highlights (no AI)*\n• 1:05 Dana: “We agreed on the price.”" in message.text
    assert "*Sounds like a decision*\n• 1:06 Dana: “So we go with thirty-four a seat.”" in message.text
    assert "*Sounds like a task*\n• 1:10 Someone: “I'll send it today.”" in message.text
    assert "Dana 60%, Someone 40%" in message.text
    assert "without AI" in words(message.blocks)
    assert Action.SUMMARIZE_AGAIN not in offered(message.blocks)


@pytest.mark.parametrize("failure", SummaryFailure)
def test_each_failure_is_said_with_the_highlights_that_there_are(failure: SummaryFailure) -> None:
    facts = {"state": SummaryState.FAILED, "failure": failure, "model": None}
    message = told(notes=MeetingNotes(highlights=HIGHLIGHTS), **facts)
    without = told(notes=None, **facts)

    assert f"*Not summarized.* {failure_sentence(failure)}" in message.text
    assert "Highlights (no AI)" in message.text
    assert failure_sentence(failure) in words(build_view_of(**facts))
    assert Action.SHOW_SUMMARY not in offered(without.blocks)
    is_final = failure is SummaryFailure.NOTHING_SAID
    assert (Action.SUMMARIZE_AGAIN in offered(message.blocks)) is not is_final


def build_view_of(**facts: Any) -> Any:
    known = record(notes=None, **facts)
    return build_summary_view(recorded(), known, time_zone="UTC", has_model=True, may_share=True)


def test_every_failure_but_a_bug_has_its_own_sentence() -> None:
    assert {*_FAILURES, SummaryFailure.BROKEN} == set(SummaryFailure)


def test_the_modal_has_everything_and_tasks_that_can_be_copied() -> None:
    said = viewed()

    for part in (
        "*Open questions*",
        "• Who signs?",
        "*Next steps*",
        "*Chapters*\n• 0:00-1:05  pricing, seats",
        "42 min",
    ):
        assert part in said
    assert "```- [ ] Send the offer (Dana)\n- [ ] Check *legal*```" in said
    assert "German" in said
    assert "written by pretend-1" in said


def test_a_long_meeting_says_that_its_middle_was_left_out() -> None:
    assert "too long for the model" in viewed(
        known=record(notes=MeetingNotes(highlights=HIGHLIGHTS, summary=SUMMARY, was_cut=True))
    )


def test_readers_who_may_not_share_are_not_offered_it() -> None:
    view = build_summary_view(recorded(), record(), time_zone="UTC", has_model=True, may_share=False)

    assert not {Action.SHARE_SUMMARY, Action.SUMMARIZE_AGAIN} & set(offered(view["blocks"]))


def test_one_that_is_not_there_yet_is_said() -> None:
    assert NONE_YET in words(build_summary_view(recorded(), None, time_zone="UTC", has_model=True, may_share=True))
    assert "being written" in viewed(known=record(state=SummaryState.DUE, notes=None))


def all_words_are(text: str) -> MeetingNotes:
    quote = Quote(start=1, speaker=text, text=text)
    return MeetingNotes(
        highlights=Highlights(
            talk_time=(TalkTime(speaker=text, seconds=1, share=1.0),),
            chapters=(Chapter(start=0, end=1, words=(text,)),),
            key_sentences=(quote,),
            decision_lines=(quote,),
            task_lines=(quote,),
        ),
        summary=Summary(
            overview=text,
            decisions=(text,),
            tasks=(Task(text=text, owner=text),),
            open_questions=(text,),
            next_steps=(text,),
        ),
    )


def assert_harmless(content: Any) -> None:
    """Nothing but our own dates, mentions and links is left between angles, and nothing is parsed."""
    for part in mrkdwn_texts(content):
        assert part["verbatim"] is True
        assert "<!channel" not in part["text"]
        assert "<!here" not in part["text"]
        assert "<http" not in part["text"]
        assert "<@U0EVIL" not in part["text"]


HOSTILE = "<!channel> <@U0EVIL> <https://evil.test|click> *bold* ```code``` @here https://evil.test"


@given(st.one_of(OUTSIDE_TEXT, st.just(HOSTILE), st.just("`" * 50), st.just("😀" * 2000)))
def test_whatever_was_said_stays_text_and_fits(text: str) -> None:
    notes = all_words_are(text)
    reply = told(notes=notes)
    view = build_summary_view(recorded(), record(notes=notes), time_zone="UTC", has_model=True, may_share=True)
    shared = build_shared_summary(recorded(), record(notes=notes), "U0MAYA")
    answer = MeetingAnswer(text or "x", (FoundTurn(0, 1.0, text, text),), by_model=True)
    question = build_question_view(recorded(), has_model=True, question=text[:300], answer=answer)

    assert_modal(view)
    assert_message(shared.blocks)
    assert_modal(question)
    for content in (reply.blocks, view, shared.blocks, question):
        assert_harmless(content)
    assert "```" not in tasks_to_copy(notes.summary.tasks if notes.summary else ())


def test_twenty_long_entries_of_each_kind_fit_into_the_modal() -> None:
    entries = tuple(f"{number} {'w' * 290}" for number in range(20))
    long = Summary(
        overview="o" * 1500,
        decisions=entries,
        tasks=tuple(Task(text=entry, owner="Dana") for entry in entries),
        open_questions=entries,
        next_steps=entries,
    )

    assert "19 w" in viewed(known=record(notes=MeetingNotes(highlights=HIGHLIGHTS, summary=long)))


def test_a_question_comes_back_with_the_meeting_that_it_is_about() -> None:
    view = build_question_view(recorded(), has_model=True)
    assert_modal(view)

    asked = read_question({**answered(view), "state": {"values": {"question": {"answer": {"value": " Who? "}}}}})

    assert asked is not None
    assert (asked.booking_id, asked.bot_id, asked.text) == ("b1", "bot-1", "Who?")
    assert read_question({"private_metadata": "{}"}) is None
    assert read_question({}) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (MeetingAnswer(by_model=True), "The transcript doesn't answer that."),
        (MeetingAnswer(), "Nothing in the transcript matches"),
        (MeetingAnswer(has_transcript=False), "There's no transcript"),
        (MeetingAnswer(is_busy=True), "Many people are asking"),
        (MeetingAnswer(failure=SummaryFailure.DOWN), "can't be reached"),
        (MeetingAnswer(places=(FoundTurn(0, 65.0, "Dana", "The price"),)), "*Dana*  1:05\nThe price"),
        (MeetingAnswer("Two.", (FoundTurn(0, 1.0, None, "Two"),), by_model=True), "Check it against the quotes."),
    ],
)
def test_each_answer_is_said_with_where_it_comes_from(answer: MeetingAnswer, said: str) -> None:
    view = build_question_view(recorded(), has_model=False, question="price", answer=answer)

    assert_modal(view)
    assert said in words(view)


def test_sharing_says_who_will_read_it() -> None:
    view = build_share_view(recorded(meeting=a_booked_meeting(is_private=True)))
    assert_modal(view)

    assert "This meeting is private on the calendar." in words(view)
    assert "private on the calendar" not in words(build_share_view(recorded()))
    chosen = {"share_to": {"answer": {"selected_conversation": "C0GENERAL"}}}
    found = read_share({**view, "state": {"values": chosen}})
    assert found is not None
    assert (found[0].booking_id, found[1]) == ("b1", "C0GENERAL")
    assert read_share({"private_metadata": ""}) is None


def test_a_title_that_is_kept_from_channels_is_not_shared_with_the_summary() -> None:
    private = recorded(meeting=a_booked_meeting(is_private=True, title="Salary talk"))

    assert "Salary talk" not in build_shared_summary(private, record(), "U0MAYA").text
    assert "Weekly sync" in build_shared_summary(recorded(), record(), "U0MAYA").text


def test_where_no_ones_name_is_known_there_is_no_talk_time() -> None:
    nameless = HIGHLIGHTS.model_copy(update={"talk_time": (TalkTime(speaker=None, seconds=40, share=1.0),)})

    assert "Talk time" not in told(notes=MeetingNotes(highlights=nameless), model=None).text


def test_the_thread_tells_the_best_sentences_and_none_twice() -> None:
    said = [Quote(start=place, speaker="Dana", text=f"Sentence {place}.", rank=4 - place) for place in range(5)]
    highlights = HIGHLIGHTS.model_copy(update={"key_sentences": tuple(said), "decision_lines": (said[4],)})

    text = told(notes=MeetingNotes(highlights=highlights), model=None, has_model=False).text

    assert [place for place in range(5) if f"“Sentence {place}.”" in text] == [1, 2, 3, 4]
    assert text.count("Sentence 4.") == 1


def test_a_summary_that_is_tried_again_is_being_written_whatever_failed_before() -> None:
    again = record(state=SummaryState.DUE, failure=SummaryFailure.REFUSED)

    assert BEING_MADE in viewed(known=again)
    assert "Not summarized" not in viewed(known=again)


def test_highlights_say_what_they_are_whichever_of_them_there_are() -> None:
    only_tasks = Highlights(task_lines=HIGHLIGHTS.task_lines, key_sentences=HIGHLIGHTS.task_lines)

    for highlights in (only_tasks, Highlights()):
        assert told(notes=MeetingNotes(highlights=highlights), model=None).text.startswith("*Highlights (no AI)*")
