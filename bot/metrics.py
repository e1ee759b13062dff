"""Collect the metrics that /metrics shows. Each program has its own registry, so that tests can run several."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.clock import Clock
from bot.store.bookings.bookings import Bookings

ACK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
QUEUE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
STEP_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    def __init__(self, bookings: Bookings, clock: Clock) -> None:
        self.registry = CollectorRegistry()
        self._bookings = bookings
        self._clock = clock
        self._statuses = Gauge(
            "recall_schedule_bookings", "Bookings by what people read", ["status"], registry=self.registry
        )
        self._overdue = Gauge(
            "recall_schedule_overdue_seconds", "Age of the oldest work that is due", registry=self.registry
        )
        self._rate_limits = Gauge(
            "recall_schedule_recall_budget_use",
            "Share of a minute's calls used",
            ["budget"],
            registry=self.registry,
        )
        self._answers = Counter(
            "recall_schedule_recall_answers",
            "Recall's answers by endpoint and status",
            ["endpoint", "status"],
            registry=self.registry,
        )
        self._rejections = Counter(
            "recall_schedule_refused_requests",
            "Requests that were not provably Slack's or Recall's, too large, too slow or malformed",
            ["door", "reason"],
            registry=self.registry,
        )
        self._model_answers = Counter(
            "recall_schedule_model_answers",
            "Answers of the model that writes summaries, by outcome",
            ["outcome"],
            registry=self.registry,
        )
        self._acks = Histogram(
            "recall_schedule_ack_seconds",
            "Time to acknowledge Slack",
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self._waits = Histogram(
            "recall_schedule_queue_seconds",
            "Time from when a booking is due until it is taken up",
            buckets=QUEUE_BUCKETS,
            registry=self.registry,
        )
        self._steps = Histogram(
            "recall_schedule_step_seconds",
            "Time of one step",
            ["step"],
            buckets=STEP_BUCKETS,
            registry=self.registry,
        )

    def follow_socket(self, seconds_without: Callable[[], float]) -> None:
        """Shown in Socket Mode only."""
        gauge = Gauge(
            "recall_schedule_seconds_without_socket",
            "Seconds without a Socket Mode connection, 0 while there is one",
            registry=self.registry,
        )
        gauge.set_function(seconds_without)

    def count_answer(self, endpoint: str, status: int | None, seconds: float) -> None:
        self._answers.labels(endpoint, "none" if status is None else str(status)).inc()

    def count_model_answer(self, outcome: str) -> None:
        self._model_answers.labels(outcome).inc()

    def count_rejection(self, door: str, reason: str) -> None:
        self._rejections.labels(door, reason).inc()

    def rejections_at(self, door: str) -> dict[str, int]:
        """How many requests were refused there since the start, by reason."""
        samples = [sample for metric in self._rejections.collect() for sample in metric.samples]
        return {
            sample.labels["reason"]: int(sample.value)
            for sample in samples
            if sample.name.endswith("_total") and sample.labels["door"] == door
        }

    def observe_ack(self, seconds: float) -> None:
        self._acks.observe(seconds)

    def observe_queue_time(self, seconds: float) -> None:
        self._waits.observe(seconds)

    def observe_step(self, step: str, seconds: float) -> None:
        self._steps.labels(step).observe(seconds)

    async def collect(self, rate_limit_use: dict[str, float]) -> None:
        """Bring the figures that live in the database up to date."""
        self._statuses.clear()
        for status, count in (await self._bookings.counts()).items():
            self._statuses.labels(status).set(count)
        now = self._clock.now()
        self._overdue.set(_age(await self._bookings.oldest_due(now), now))
        for name, share in rate_limit_use.items():
            self._rate_limits.labels(name).set(share)


def _age(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
