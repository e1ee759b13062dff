"""Costs are right to the second, by Recall's own rules. https://docs.recall.ai/docs/calculating-usage"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.booking.bot_state import BotState
from bot.core.booking.past_bots import usages_of, with_bot
from bot.core.booking.redaction import apply_redaction
from bot.core.bot_config.billing import billing_terms, estimate_bot
from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import BotSettings, Transcript
from bot.core.costs.prices import Prices
from bot.core.costs.usage import BillingTerms, Transcription, Usage, estimate, price_all, price_usage
from bot.core.costs.words import about
from bot.core.identifiers import BotId
from bot.core.lifecycle.bot_status_changes import apply_bot_status, apply_status_times
from tests.examples import a_booked_booking, a_booked_meeting

START = datetime(2030, 1, 31, 9, tzinfo=UTC)
PRICES = Prices()
NO_TRANSCRIPT = BillingTerms()
RECALL = BillingTerms(Transcription.MIXED)
SEPARATE = BillingTerms(Transcription.SEPARATE_STREAMS)


@pytest.mark.parametrize(
    ("minutes", "terms", "words"),
    [
        (30, RECALL, "about $0.33"),
        (30, NO_TRANSCRIPT, "about $0.25"),
        (570, RECALL, "about $6.18"),
        (60, SEPARATE, "about $0.77"),
        (60, BillingTerms(Transcription.MIXED, "web_4_core"), "about $0.75"),
        (60, BillingTerms(Transcription.MIXED, "web_gpu"), "about $1.65"),
        (60, BillingTerms(Transcription.NONE, "web"), "about $0.50"),
        (120_000, RECALL, "about $1,300.00"),
        (0, RECALL, "$0"),
        (-5, RECALL, "$0"),
    ],
)
def test_an_estimate_is_what_the_calendar_says_at_the_admins_prices(minutes, terms, words):
    assert about(estimate(START, START + timedelta(minutes=minutes), terms, PRICES)) == words


def test_less_than_half_a_cent_is_not_called_nothing():
    assert about(Decimal("0.004")) == "under $0.01"
    assert about(Decimal("0.005")) == "about $0.01"


def test_every_price_can_be_another():
    prices = Prices(
        bot_per_hour=Decimal("0.7"),
        transcription_per_hour=Decimal("0.2"),
        separate_streams_factor=Decimal(2),
        variants_per_hour={"web_4_core": Decimal("0.3")},
    )
    terms = BillingTerms(Transcription.SEPARATE_STREAMS, "web_4_core")

    assert estimate(START, START + timedelta(hours=1), terms, prices) == Decimal("1.4")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(Transcription))
def test_a_second_more_never_costs_less(seconds, more, transcription):
    def price(bot_seconds: int) -> Decimal:
        usage = Usage(bot_seconds=bot_seconds, transcribed_seconds=bot_seconds, terms=BillingTerms(transcription))
        return price_usage(usage, PRICES)

    assert price(seconds) <= price(seconds + more)


# What Recall's events say, in seconds after START, how long the recording is, and what is billed for it.
LIVES = {
    "a call": (
        [
            ("joining_call", 0),
            ("in_call_recording", 25),
            ("call_ended", 2725),
            ("recording_done", 2731),
            ("done", 2745),
        ],
        2700,
        (2745, 2700),
    ),
    "the lobby counts": (
        [("joining_call", 0), ("in_waiting_room", 9), ("in_call_recording", 609), ("call_ended", 1209), ("done", 1211)],
        600,
        (1211, 600),
    ),
    "no one came": (
        [("joining_call", 0), ("in_call_not_recording", 12), ("call_ended", 912), ("done", 913)],
        0,
        (913, 0),
    ),
    "never let in": ([("joining_call", 0), ("in_waiting_room", 7), ("call_ended", 1207), ("done", 1208)], 0, (1208, 0)),
    "a bot that broke down": ([("joining_call", 0), ("in_call_recording", 60), ("fatal", 600)], 540, None),
    "one that is in the call": ([("joining_call", 0), ("in_call_recording", 30)], 0, None),
    "one that never set out": ([("ready", 0)], 0, None),
    "a fraction of a second": ([("joining_call", 0.4), ("in_call_recording", 1), ("done", 60.6)], 59, (60, 59)),
    "media that expire later": ([("joining_call", 0), ("done", 100), ("media_expired", 604_900)], 90, (100, 90)),
    "analysis, as it used to be": ([("joining_call", 0), ("done", 100), ("analysis_done", 700)], 90, (100, 90)),
}


def follow(booking, events):
    for code, seconds in events:
        booking = apply_bot_status(booking, BotId("bot-1"), code, None, START + timedelta(seconds=seconds))
    return booking


def recorded(booking, seconds):
    return replace(booking, bot=replace(booking.bot, recorded_seconds=seconds))


def transcribed_booking():
    config = {"recording_config": {"transcript": {"provider": {"recallai_streaming": {}}}}}
    booking = a_booked_booking()
    return replace(booking, bot=replace(booking.bot, applied_config=config))


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
def test_what_is_billed_is_right_to_the_second_in_whichever_order_events_come(life, order):
    events, seconds, billed = life
    used = usages_of(recorded(follow(transcribed_booking(), events[::order]), seconds))

    assert [(each.bot_seconds, each.transcribed_seconds) for each in used] == ([billed] if billed else [])


def test_lost_webhooks_are_made_up_for_by_recalls_own_history():
    booking = follow(transcribed_booking(), [("in_call_recording", 25), ("done", 2745)])

    late = apply_status_times(booking, BotId("bot-1"), [("joining_call", START), ("new_status", START)])

    assert [each.bot_seconds for each in usages_of(booking)] == [2720]
    assert [each.bot_seconds for each in usages_of(late)] == [2745]
    assert late.said.version > booking.said.version


def test_a_transcript_made_later_is_billed_by_the_length_of_the_recording():
    booking = recorded(follow(a_booked_booking(), LIVES["a call"][0]), 2700)
    booking = replace(booking, bot=replace(booking.bot, applied_config=None, later_transcripts=1))

    assert [(each.bot_seconds, each.transcribed_seconds) for each in usages_of(booking)] == [(2745, 0), (0, 2700)]
    assert about(price_all(usages_of(booking), PRICES)) == "about $0.49"


def test_a_bot_whose_place_another_takes_is_still_billed():
    first = recorded(follow(transcribed_booking(), LIVES["no one came"][0]), 0)
    second = with_bot(first, BotState(bot_id=BotId("bot-2")))

    assert usages_of(second) == usages_of(first)
    assert with_bot(second, second.bot).past_usage == second.past_usage


def test_what_is_left_after_the_retention_is_billed_alike():
    config = {
        "bot_name": "Merger talks",
        "variant": {"zoom": "web_gpu"},
        "recording_config": {
            "transcript": {
                "provider": {"recallai_streaming": {"key_terms": ["Merger"]}},
                "diarization": {"use_separate_streams_when_available": True},
            }
        },
    }
    booking = recorded(follow(transcribed_booking(), LIVES["a call"][0]), 2700)
    booking = replace(
        booking, meeting=a_booked_meeting(platform="zoom"), bot=replace(booking.bot, applied_config=config)
    )
    redacted = apply_redaction(booking)

    assert usages_of(redacted) == usages_of(booking)
    assert usages_of(booking)[0].terms == BillingTerms(Transcription.SEPARATE_STREAMS, "web_gpu")
    assert "Merger" not in str(redacted.bot.applied_config)


@pytest.mark.parametrize(
    ("settings", "bot_config", "platform", "terms"),
    [
        (BotSettings(), {}, "zoom", RECALL),
        (BotSettings(transcript=Transcript.NONE), {}, "zoom", NO_TRANSCRIPT),
        (BotSettings(transcript=Transcript.CAPTIONS), {}, "google_meet", NO_TRANSCRIPT),
        (BotSettings(), {"variant": {"zoom": "web_4_core"}}, "zoom", BillingTerms(Transcription.MIXED, "web_4_core")),
        (BotSettings(), {"variant": {"zoom": "web_4_core"}}, "google_meet", RECALL),
        (
            BotSettings(),
            {"recording_config": {"transcript": {"diarization": {"use_separate_streams_when_available": True}}}},
            "zoom",
            SEPARATE,
        ),
        (
            BotSettings(),
            {"recording_config": {"transcript": {"provider": {"deepgram_streaming": {}}}}},
            "zoom",
            NO_TRANSCRIPT,
        ),
    ],
)
def test_settings_and_preset_say_what_is_billed(settings, bot_config, platform, terms):
    assert billing_terms(settings, Preset(name="Sales", bot_config=bot_config), platform) == terms


def test_a_form_is_estimated_without_a_preset_too():
    end = START + timedelta(minutes=30)

    assert about(estimate_bot(BotSettings(), None, None, start=START, end=end, prices=PRICES)) == "about $0.33"
