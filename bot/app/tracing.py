"""Trace the steps of a booking with OpenTelemetry: one booking, one trace, and no private text in it."""

import asyncio
import hashlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from threading import Thread
from typing import TYPE_CHECKING

from bot import __version__
from bot.core.booking.model import Booking
from bot.core.errors import SetupError

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

# A graceful stop has ten seconds, of which the work in hand may take six.
EXPORT_SECONDS = 2.0
CLOSE_SECONDS = 2.0


class Tracing:
    """Do nothing: the installation sends its traces nowhere."""

    def trace_step(self, booking: Booking, step: str) -> AbstractContextManager[None]:
        """Return the context in which a step of the booking is done."""
        return nullcontext()

    def record_answer(self, endpoint: str, status: int | None, seconds: float) -> None:
        """Record a call to Recall that has just ended, within the step that it belongs to."""

    async def aclose(self) -> None:
        """Send what has not been sent."""


class OpenTelemetryTracing(Tracing):
    def __init__(self, processor: "SpanProcessor") -> None:
        self._provider = _build_provider(processor)
        self._tracer = self._provider.get_tracer("recall-schedule", __version__)

    def trace_step(self, booking: Booking, step: str) -> AbstractContextManager[None]:
        return self._span(booking, step)

    @contextmanager
    def _span(self, booking: Booking, step: str) -> Iterator[None]:
        from opentelemetry.trace import StatusCode

        attributes: dict[str, str | int] = {"booking.id": booking.id, "booking.revision": booking.wish.revision}
        with self._tracer.start_as_current_span(
            step,
            context=_booking_context(booking),
            attributes=attributes,
            record_exception=False,  # its message may hold private text
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except BaseException as error:
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def record_answer(self, endpoint: str, status: int | None, seconds: float) -> None:
        from opentelemetry.trace import SpanKind, StatusCode, get_current_span

        if not get_current_span().get_span_context().is_valid:
            return  # no booking's: a list of calendars, say
        ended = time.time_ns()
        span = self._tracer.start_span(
            f"recall {endpoint}", kind=SpanKind.CLIENT, start_time=ended - int(seconds * 1_000_000_000)
        )
        if status is not None:
            span.set_attribute("http.response.status_code", status)
        if status is None or status >= 400:
            span.set_status(StatusCode.ERROR)
        span.end(ended)

    async def aclose(self) -> None:
        """Wait no longer than `CLOSE_SECONDS`: the library tries a full queue batch by batch."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def shut_down() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):  # the loop has ended without waiting
                loop.call_soon_threadsafe(done.set)

        Thread(target=shut_down, name="tracing shutdown", daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await done.wait()


def start_tracing(endpoint: str | None) -> Tracing:
    """Send traces to the collector at `endpoint`, if there is one. Raises SetupError if the library is missing."""
    if endpoint is None:
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        sentence = f"OTEL_EXPORTER_OTLP_ENDPOINT needs {error.name}: install recall-schedule[otel]."
        raise SetupError(sentence) from None
    exporter = OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS)
    return OpenTelemetryTracing(BatchSpanProcessor(exporter, export_timeout_millis=EXPORT_SECONDS * 1000))


def trace_id(booking_id: str) -> int:
    """Compute the same id in every process, so that all steps of a booking meet in one trace."""
    return int(hashlib.sha256(booking_id.encode()).hexdigest()[:32], 16)


def _build_provider(processor: "SpanProcessor") -> "TracerProvider":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create({"service.name": "recall-schedule", "service.version": __version__})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    return provider


def _booking_context(booking: Booking) -> "Context":
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    trace = trace_id(booking.id)
    root = SpanContext(trace, trace & 0xFFFFFFFFFFFFFFFF, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return set_span_in_context(NonRecordingSpan(root))
