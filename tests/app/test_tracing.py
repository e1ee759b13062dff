"""One booking, one trace, whichever process did which step; and no private text in it."""

import asyncio
import builtins
import re
import socket
import time
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.app.tracing import OpenTelemetryTracing, Tracing, start_tracing, trace_id
from bot.core.errors import SetupError
from bot.core.identifiers import BookingId
from bot.sandbox.play import Play
from bot.sandbox.stage import set_up_stage
from tests.examples import a_booking


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(spans) -> OpenTelemetryTracing:
    return OpenTelemetryTracing(SimpleSpanProcessor(spans))


def text_in(span: ReadableSpan) -> str:
    return span.to_json()


def test_all_steps_of_a_booking_are_one_trace_in_any_process(spans, tracing):
    another = OpenTelemetryTracing(SimpleSpanProcessor(spans))

    for process, step in ((tracing, "Schedule"), (another, "ShowCard")):
        with process.trace_step(a_booking(), step):
            pass

    first, second = spans.get_finished_spans()
    assert (first.name, second.name) == ("Schedule", "ShowCard")
    assert first.context.trace_id == second.context.trace_id == trace_id("b1")
    assert first.parent == second.parent


def test_two_bookings_are_two_traces(spans, tracing):
    for booking_id in ("b1", "b2"):
        with tracing.trace_step(replace(a_booking(), id=BookingId(booking_id)), "Schedule"):
            pass

    first, second = spans.get_finished_spans()
    assert first.context.trace_id != second.context.trace_id


async def test_a_call_to_recall_is_within_its_step_also_from_a_task(spans, tracing):
    async def call() -> None:
        tracing.record_answer("create bot", 507, 0.25)

    with tracing.trace_step(a_booking(), "Schedule"):
        await asyncio.create_task(call())

    answer, step = spans.get_finished_spans()
    assert answer.name == "recall create bot"
    assert answer.parent.span_id == step.context.span_id
    assert answer.attributes == {"http.response.status_code": 507}
    assert answer.end_time - answer.start_time == 250_000_000
    assert not answer.status.is_ok


def test_a_call_for_no_booking_is_no_span(spans, tracing):
    tracing.record_answer("list calendars", 200, 0.1)

    assert spans.get_finished_spans() == ()


def test_there_is_no_private_text_in_a_span(spans, tracing):
    booking = a_booking()
    with pytest.raises(ValueError, match="secret words"), tracing.trace_step(booking, "Schedule"):
        raise ValueError("secret words")

    [span] = spans.get_finished_spans()
    assert span.attributes == {"booking.id": "b1", "booking.revision": booking.wish.revision}
    assert span.status.description == "ValueError"
    assert "secret words" not in text_in(span)
    assert booking.meeting.title not in text_in(span)


def test_without_a_collector_nothing_is_traced_and_nothing_imported():
    tracing = start_tracing(None)

    assert type(tracing) is Tracing
    with tracing.trace_step(a_booking(), "Schedule"):
        tracing.record_answer("create bot", 201, 0.1)


def test_a_missing_library_is_one_sentence_that_names_the_extra(monkeypatch):
    def refuse(name, *rest, **options):
        if name.startswith("opentelemetry"):
            raise ModuleNotFoundError(f"No module named {name!r}", name="opentelemetry")
        return real_import(name, *rest, **options)

    real_import = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)

    with pytest.raises(SetupError, match=r"install recall-schedule\[otel\]"):
        start_tracing("http://127.0.0.1:4318")


async def close_after_many_spans(port: int) -> float:
    tracing = start_tracing(f"http://127.0.0.1:{port}")
    for _ in range(600):
        with tracing.trace_step(a_booking(), "Schedule"):
            pass
    started = time.monotonic()
    await tracing.aclose()
    return time.monotonic() - started


async def test_a_collector_that_is_away_or_never_answers_does_not_hold_up_the_end():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert await close_after_many_spans(silent.getsockname()[1]) < 3
    assert await close_after_many_spans(9) < 3


async def test_the_whole_story_is_traced_and_tells_nothing_private(spans, tracing, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("bot.app.start_tracing", lambda endpoint: tracing)
    async with set_up_stage(tmp_path) as stage:
        await Play(stage).run()

    finished = spans.get_finished_spans()
    steps = [span for span in finished if "booking.id" in span.attributes]
    answers = [span for span in finished if span.name.startswith("recall ")]
    assert {"Schedule", "ShowCard"} <= {span.name for span in steps}
    assert {span.context.trace_id for span in steps} == {trace_id(span.attributes["booking.id"]) for span in steps}
    assert answers
    assert {span.parent.span_id for span in answers} <= {span.context.span_id for span in steps}
    assert not [span.name for span in finished if re.search(r"Acme|Maya|@example|https://", text_in(span))]
