from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.form.changes import apply_action
from bot.blocks.form.read import UnreadableForm
from bot.blocks.form.state import ScheduleForm, When
from bot.blocks.form.submission import field_errors, read_submission
from bot.blocks.names import Action, Field
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Configuration, Policy
from bot.core.bot_config.settings import LANGUAGES, BotSettings, Media, Transcript
from bot.core.identifiers import BookingId, CalendarEventId
from tests.blocks.forms import LINKS, PRESETS, a_form, a_link_form, accepted, refused, shown
from tests.blocks.in_slack import answered, block_ids
from tests.examples import GENERAL, NOW, SOON, a_meeting

RESPONSE_URL = "https://hooks.example.com/app/1"
SETTINGS = st.builds(
    BotSettings,
    bot_name=st.from_regex(r"\A\w([\w.-]| (?! )){0,98}\w\Z"),
    transcript=st.sampled_from(Transcript),
    language=st.sampled_from(sorted(LANGUAGES)),
    chat_notice=st.from_regex(r"\A(\w[\w .\n]{0,498}\w)?\Z"),
    media=st.sampled_from(Media),
    retention=st.sampled_from(["account", "forever", "none", 24, 100, 2160]),
    waiting_room_timeout_seconds=st.integers(30, 86400),
    everyone_left_timeout_seconds=st.integers(1, 86400),
)


def opened(form: ScheduleForm) -> ScheduleForm:
    return apply_action(form, Action.TOGGLE_MORE_OPTIONS, Configuration(presets=PRESETS))


@given(SETTINGS, st.booleans(), st.booleans())
def test_an_untouched_form_gives_back_the_settings_that_it_was_filled_with(
    settings: BotSettings, shows_title: bool, has_more_options: bool
) -> None:
    form = a_form(settings=settings, shows_title=shows_title)

    submission = accepted(shown(opened(form) if has_more_options else form))

    assert submission.settings == settings
    assert submission.destination.shows_title is shows_title


def test_spaces_that_no_one_sees_in_a_call_are_no_part_of_a_name() -> None:
    submission = accepted(shown(a_form()), {Field.BOT_NAME: " Acme \u00a0  notes "})

    assert submission.settings.bot_name == "Acme notes"


def test_a_meeting_of_the_calendar_is_asked_for_with_its_start_as_shown() -> None:
    submission = accepted(shown(a_form(), meeting=a_meeting()))

    assert submission.event_id == "event-1"
    assert submission.start_shown == SOON
    assert submission.join_at is None


def test_what_the_form_said_of_one_meeting_does_not_count_for_another_that_is_picked_at_the_last_moment() -> None:
    view = shown(a_form(private_event=CalendarEventId("event-1"), shows_title=True), meeting=a_meeting(is_private=True))

    same, other = accepted(view), accepted(view, {Field.MEETING: "event-2"})

    assert (same.start_shown, same.destination.shows_private_title) == (SOON, True)
    assert (other.event_id, other.start_shown) == ("event-2", None)
    assert not other.destination.shows_private_title


def test_a_link_can_be_joined_now() -> None:
    submission = accepted(shown(a_link_form()), links=1)

    assert (submission.form.answers.link, submission.join_at, submission.event_id) == ("0", None, None)


def test_the_second_link_can_be_joined_later() -> None:
    view = shown(a_link_form(join_at=SOON), links=LINKS)

    submission = accepted(view, {Field.LINK: "1", Field.STARTS_AT: 1772539200})

    assert submission.form.answers.link == "1"
    assert submission.join_at == datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def test_a_date_that_is_not_meant_any_more_is_ignored() -> None:
    view = shown(a_link_form(join_at=SOON))

    assert accepted(view, {Field.WHEN: When.NOW}).join_at is None


def test_everything_that_was_typed_is_asked_for() -> None:
    typed = {
        Field.BOT_NAME: " Acme Notetaker ",
        Field.TRANSCRIPT: "captions",
        Field.CHAT_NOTICE: "Hello.\r\nThis call is recorded.\n",
        Field.RETENTION: "168",
        Field.WAITING_ROOM_TIMEOUT_SECONDS: "10",
        Field.SHOWS_TITLE: [],
        Field.MEDIA: "audio_only",
    }

    submission = accepted(shown(opened(a_form())), typed)

    assert submission.settings == BotSettings(
        bot_name="Acme Notetaker",
        transcript=Transcript.CAPTIONS,
        chat_notice="Hello.\nThis call is recorded.",
        retention=168,
        waiting_room_timeout_seconds=600,
        media=Media.AUDIO_ONLY,
    )
    assert not submission.destination.shows_title
    assert submission.form.was_changed(Field.SHOWS_TITLE)


def test_the_preset_and_the_edited_booking_are_named() -> None:
    edit = a_form(edits=(BookingId("b1"), 3), preset="Interviews")

    submission = accepted(shown(edit))

    assert submission.preset == "Interviews"
    assert submission.edits == (BookingId("b1"), 3)
    assert submission.event_id == "event-1"
    assert accepted(shown(a_form())).preset is None


def test_the_card_goes_into_the_thread_of_the_message_only_in_its_own_conversation() -> None:
    view = shown(a_form(thread_ts="1772452800.000100"))

    same, other = accepted(view), accepted(view, {Field.DESTINATION: "C0OTHER"})

    assert same.destination == Destination(channel_id=GENERAL, thread_ts="1772452800.000100")
    assert other.destination.thread_ts is None


def test_the_thread_may_be_elsewhere_than_the_form() -> None:
    view = shown(a_form(destination="C0OTHER", thread_ts="1772452800.000100", thread_channel="C0OTHER"))

    there, here = accepted(view), accepted(view, {Field.DESTINATION: GENERAL})

    assert there.destination == Destination(channel_id="C0OTHER", thread_ts="1772452800.000100")
    assert here.destination.thread_ts is None


def test_only_the_response_url_of_the_chosen_conversation_is_kept() -> None:
    urls = [
        {"channel_id": "C0OTHER", "response_url": "https://hooks.example.com/app/2"},
        {"channel_id": GENERAL, "response_url": RESPONSE_URL},
    ]

    kept = accepted(shown(a_form()), response_urls=urls).destination
    none = accepted(shown(a_form()), response_urls=urls[:1]).destination

    assert (kept.response_url, kept.response_url_at) == (RESPONSE_URL, NOW)
    assert (none.response_url, none.response_url_at) == (None, None)


@pytest.mark.parametrize("urls", [None, {}, "x", [None], [{}], [{"channel_id": GENERAL, "response_url": 5}]])
def test_odd_response_urls_are_as_good_as_none(urls: Any) -> None:
    assert accepted(shown(a_form()), response_urls=urls).destination.response_url is None


@pytest.mark.parametrize(
    ("field", "answer", "word"),
    [
        (Field.MEETING, None, "Pick a meeting"),
        (Field.MEETING, "no_meeting", "Pick a meeting"),
        (Field.BOT_NAME, None, "name"),
        (Field.BOT_NAME, "  ", "name"),
        (Field.BOT_NAME, "x" * 101, "1 to 100"),
        (Field.TRANSCRIPT, None, "transcript"),
        (Field.TRANSCRIPT, "telepathy", "transcript"),
        (Field.LANGUAGE, "tlh", "language"),
        (Field.CHAT_NOTICE, "x" * 5000, "too long"),
        (Field.DESTINATION, None, "conversation"),
        (Field.PRESET, "Gone", "This preset no longer exists. Choose another one."),
        (Field.MEDIA, "hologram", "what to record"),
        (Field.RETENTION, "-1", "how long to keep"),
        (Field.RETENTION, "0", "how long to keep"),
        (Field.WAITING_ROOM_TIMEOUT_SECONDS, "0.4", "0.5 to"),
        (Field.WAITING_ROOM_TIMEOUT_SECONDS, "1441", "to 1440"),
        (Field.WAITING_ROOM_TIMEOUT_SECONDS, None, "minutes"),
        (Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "0", "more than 0"),
        (Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "1e3", "minutes"),
        (Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "１２", "minutes"),
        (Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "²", "minutes"),
        (Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "9" * 5000, "minutes"),
    ],
)
def test_a_wrong_answer_is_explained_under_its_field(field: Field, answer: Any, word: str) -> None:
    errors = refused(view := shown(opened(a_form())), {field: answer})

    assert list(errors) == [block_ids(view)[field]]
    assert word in errors[block_ids(view)[field]]


@pytest.mark.parametrize(
    ("field", "answer", "word"),
    [
        (Field.LINK, None, "Choose a link"),
        (Field.LINK, "2", "Choose a link"),
        (Field.LINK, "-1", "Choose a link"),
        (Field.WHEN, None, "when"),
        (Field.WHEN, "yesterday", "when"),
        (Field.STARTS_AT, None, "Choose a date and time."),
        (Field.STARTS_AT, 1772452800, "has passed"),
        (Field.STARTS_AT, 10**20, "Choose a date and time."),
        (Field.STARTS_AT, "tomorrow", "Choose a date and time."),
    ],
)
def test_a_wrong_answer_about_a_link_is_explained_under_its_field(field: Field, answer: Any, word: str) -> None:
    errors = refused(shown(a_link_form(join_at=SOON), links=LINKS), {field: answer})

    assert list(errors) == [field]
    assert word in errors[field]


def test_every_wrong_answer_is_explained_at_once() -> None:
    errors = refused(shown(a_form()), {Field.MEETING: None, Field.BOT_NAME: None})

    assert set(errors) == {Field.MEETING, Field.BOT_NAME}


@pytest.mark.parametrize(
    ("policy", "platform", "answers", "field"),
    [
        (Policy(channels=frozenset({"C0OTHER"})), "zoom", {}, Field.DESTINATION),
        (Policy(required_notice="Recorded by Acme."), "zoom", {}, Field.CHAT_NOTICE),
        (Policy(), "google_meet", {Field.CHAT_NOTICE: "x" * 501}, Field.CHAT_NOTICE),
        (Policy(), "webex", {Field.TRANSCRIPT: "captions"}, Field.TRANSCRIPT),
    ],
)
def test_what_policy_and_platform_refuse_is_said_under_its_field(
    policy: Policy, platform: str, answers: dict[Field, Any], field: Field
) -> None:
    assert list(refused(shown(a_form()), answers, policy=policy, platform=platform)) == [field]


def test_what_is_wrong_behind_more_options_is_said_where_it_can_be_seen() -> None:
    errors = refused(shown(a_form()), policy=Policy(max_retention_hours=24))

    assert list(errors) == [Field.MEETING]
    assert errors[Field.MEETING].startswith("Under More options: ")
    assert "1 day" in errors[Field.MEETING]


def test_an_edit_leaves_the_card_where_a_newer_policy_would_not_allow_it() -> None:
    view = shown(a_form(edits=(BookingId("b1"), 1)))

    assert accepted(view, policy=Policy(channels=frozenset({"C0OTHER"}))).destination.channel_id == GENERAL


def test_a_refusal_from_elsewhere_can_be_put_under_a_field() -> None:
    view = answered(shown(a_form()))

    errors = field_errors(view, {Field.MEETING: "This meeting is over."})

    assert not isinstance(errors, UnreadableForm)
    assert errors.errors == {"meeting": "This meeting is over."}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
STATE_KEYS = ["value", "selected_option", "selected_options", "selected_date_time", "selected_conversation"]


@given(st.dictionaries(st.sampled_from([*Field, "bot_name#7", "#", ""]), st.dictionaries(st.text(max_size=3), JSON)))
def test_no_state_makes_reading_fail(values: Any) -> None:
    view = {**shown(a_form()), "state": {"values": values}}

    submitted_raw(view)


@given(st.sampled_from(list(Field)), st.dictionaries(st.sampled_from(STATE_KEYS), JSON))
def test_no_answer_makes_reading_fail(field: Field, state: Any) -> None:
    view = answered(shown(a_link_form()))
    view["state"]["values"][field] = {"answer": state}

    submitted_raw(view)


@given(JSON)
def test_a_view_that_is_not_ours_is_unreadable(anything: Any) -> None:
    for view in ({}, {"private_metadata": anything}, {"state": anything}, {"private_metadata": '{"v": 2}'}):
        assert isinstance(submitted_raw(view), UnreadableForm)


def submitted_raw(view: Any) -> Any:
    return read_submission(view, None, now=NOW, policy=Policy(), presets=PRESETS, platform=None, links=len(LINKS))
