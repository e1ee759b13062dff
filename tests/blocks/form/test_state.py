import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.form.changes import apply_action, replace_open_form, retarget
from bot.blocks.form.existing_bot import BookedByUs
from bot.blocks.form.read import UnreadableForm, read_form
from bot.blocks.form.state import Answers, FormKind, ScheduleForm
from bot.blocks.kit.block_kit import PRIVATE_METADATA, Json
from bot.blocks.kit.mrkdwn import length
from bot.blocks.names import Action, Field
from bot.core.access.title_visibility import Audience
from bot.core.booking.bot_state import BotState
from bot.core.bot_config.policy import Configuration, Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, CalendarEventId
from tests.blocks.forms import PRESETS, a_form, a_link_form, accepted, shown
from tests.blocks.in_slack import answered, assert_modal, block_ids, elements
from tests.examples import NOW, SOON, a_booked_booking, a_meeting

LIVE = BookedByUs(a_booked_booking(bot=BotState(status="in_call_recording", applied_revision=1)))


def read(view: Json) -> ScheduleForm:
    form = read_form(view)
    assert not isinstance(form, UnreadableForm)
    return form


def after(view: Json, action: Action, answers: dict[Field, Any] | None = None, **facts: Any) -> Json:
    """The view that follows a click, with what had been typed by then."""
    form = read(answered(view, answers))
    configuration = Configuration(presets=PRESETS, policy=facts.pop("policy", Policy()))
    return shown(apply_action(form, action, configuration), **facts)


def test_a_preset_fills_the_form() -> None:
    view = after(shown(a_form()), Action.CHOOSE_PRESET, {Field.PRESET: "Sales calls"})

    submission = accepted(view)

    assert submission.settings == PRESETS[0].settings
    assert submission.preset == "Sales calls"


def test_a_preset_leaves_alone_what_the_person_has_changed() -> None:
    typed = {Field.PRESET: "Sales calls", Field.BOT_NAME: "Maya's bot"}

    settings = accepted(after(shown(a_form()), Action.CHOOSE_PRESET, typed)).settings

    assert settings == PRESETS[0].settings.model_copy(update={"bot_name": "Maya's bot"})


def test_what_was_changed_once_is_left_alone_by_the_next_preset_too() -> None:
    first = after(shown(a_form()), Action.CHOOSE_PRESET, {Field.PRESET: "Sales calls", Field.BOT_NAME: "Mine"})

    second = after(first, Action.CHOOSE_PRESET, {Field.PRESET: "Interviews"})

    assert accepted(second).settings == PRESETS[1].settings.model_copy(update={"bot_name": "Mine"})


def test_going_back_to_no_preset_goes_back_to_what_the_policy_starts_with() -> None:
    policy = Policy(required_notice="Recorded by Acme.")
    first = after(shown(a_form()), Action.CHOOSE_PRESET, {Field.PRESET: "Sales calls"})

    view = after(first, Action.CHOOSE_PRESET, {Field.PRESET: "no_preset"}, policy=policy)

    assert accepted(view).settings == BotSettings(chat_notice="Recorded by Acme.")


def test_only_fields_that_are_filled_anew_get_new_block_ids() -> None:
    before = shown(a_form())
    typed = {Field.PRESET: "Sales calls", Field.CHAT_NOTICE: "Hello"}

    view = after(before, Action.CHOOSE_PRESET, typed)

    ids = block_ids(view)
    assert (ids[Field.BOT_NAME], ids[Field.LANGUAGE]) == ("bot_name#1", "language#1")
    assert (ids[Field.CHAT_NOTICE], ids[Field.TRANSCRIPT]) == ("chat_notice", "transcript")
    assert elements(view)[Field.CHAT_NOTICE]["initial_value"] == "Hello"


def test_spaces_that_slack_leaves_out_are_not_taken_for_a_change() -> None:
    form = a_form(settings=BotSettings(chat_notice="This call\nis recorded.\n"))

    view = after(
        shown(form), Action.CHOOSE_PRESET, {Field.PRESET: "Interviews", Field.CHAT_NOTICE: "This call\nis recorded."}
    )

    assert accepted(view).settings.chat_notice == "This call is recorded."
    assert block_ids(view)[Field.CHAT_NOTICE] == "chat_notice#1"


def test_closed_options_keep_their_values() -> None:
    form = a_form(settings=BotSettings(retention=168, waiting_room_timeout_seconds=600), shows_title=False)

    submission = accepted(shown(form))

    assert submission.settings.retention == 168
    assert submission.settings.waiting_room_timeout_seconds == 600
    assert not submission.destination.shows_title


def test_options_survive_being_closed_and_opened_again() -> None:
    typed = {Field.RETENTION: "forever", Field.EVERYONE_LEFT_TIMEOUT_SECONDS: "1.5", Field.SHOWS_TITLE: []}
    opened = after(shown(a_form()), Action.TOGGLE_MORE_OPTIONS)
    closed = after(opened, Action.TOGGLE_MORE_OPTIONS, typed)

    reopened = after(closed, Action.TOGGLE_MORE_OPTIONS)

    submission = accepted(reopened)
    assert submission.settings == BotSettings(retention="forever", everyone_left_timeout_seconds=90)
    assert not submission.destination.shows_title
    assert elements(reopened)[Field.RETENTION]["initial_option"]["value"] == "forever"
    assert block_ids(reopened)[Field.RETENTION] != block_ids(opened)[Field.RETENTION]


def test_opening_the_options_keeps_what_was_typed_elsewhere() -> None:
    typed = {Field.BOT_NAME: "Mine", Field.DESTINATION: "C0OTHER", Field.CHAT_NOTICE: "Hello"}

    submission = accepted(after(shown(a_form()), Action.TOGGLE_MORE_OPTIONS, typed))

    assert (submission.settings.bot_name, submission.settings.chat_notice) == ("Mine", "Hello")
    assert submission.destination.channel_id == "C0OTHER"


def test_a_preset_fills_closed_options_too() -> None:
    view = after(shown(a_form()), Action.CHOOSE_PRESET, {Field.PRESET: "Interviews"})

    opened = after(view, Action.TOGGLE_MORE_OPTIONS)

    assert elements(opened)[Field.MEDIA]["initial_option"]["value"] == "audio_only"


def test_nothing_is_lost_on_the_way_past_a_meeting_whose_bot_is_in_the_call() -> None:
    typed = {Field.BOT_NAME: "Mine", Field.CHAT_NOTICE: "Hello", Field.DESTINATION: "C0OTHER"}
    locked = after(shown(a_form()), Action.PICK_MEETING, typed, existing=LIVE)
    assert_modal(locked)

    second = a_meeting(event_id="event-2")

    view = after(locked, Action.PICK_MEETING, {Field.MEETING: "event-2"}, meeting=second)

    submission = accepted(view)

    assert submission.event_id == "event-2"
    assert submission.settings == BotSettings(bot_name="Mine", chat_notice="Hello")
    assert submission.destination.channel_id == "C0OTHER"


def test_a_notice_too_long_to_be_held_is_let_go_rather_than_the_form() -> None:
    locked = after(shown(a_form()), Action.PICK_MEETING, {Field.CHAT_NOTICE: "x" * 2900}, existing=LIVE)

    assert_modal(locked)
    assert accepted(after(locked, Action.PICK_MEETING)).settings.chat_notice == ""


def test_half_a_character_does_not_break_the_form() -> None:
    view = after(shown(a_form()), Action.PICK_MEETING, {Field.BOT_NAME: "Bot \ud83d", Field.CHAT_NOTICE: "\ud83d"})

    assert_modal(view)
    assert accepted(view).settings.bot_name == "Bot ?"


def test_the_form_remembers_where_it_was_opened() -> None:
    form = read(answered(shown(a_form(thread_ts="1772452800.000100"))))

    assert (form.context.channel_id, form.context.thread_ts) == ("C0GENERAL", "1772452800.000100")


def test_links_are_not_in_the_form_but_their_draft_is() -> None:
    view = shown(a_link_form())

    assert "zoom.us" not in view["private_metadata"]
    assert read(answered(view)).context.draft_id == "draft-1"


def test_whether_the_title_was_decided_by_the_person_is_known() -> None:
    opened = after(shown(a_form()), Action.TOGGLE_MORE_OPTIONS)

    left = read(answered(opened))
    unticked = read(answered(opened, {Field.SHOWS_TITLE: []}))

    assert not left.was_changed(Field.SHOWS_TITLE)
    assert unticked.was_changed(Field.SHOWS_TITLE)


WORST = '\U0001f389"\\\x01é'


@given(
    st.dictionaries(
        st.sampled_from([Field.BOT_NAME, Field.CHAT_NOTICE, Field.WAITING_ROOM_TIMEOUT_SECONDS, Field.DESTINATION]),
        st.text(st.sampled_from(WORST), min_size=100, max_size=4000),
    )
)
def test_whatever_is_typed_the_form_can_be_shown_again(typed: dict[Field, str]) -> None:
    form = a_form(
        edits=None,
        draft_id="0" * 36,
        thread_ts="1772452800.000100",
        preset="\U0001f389" * 75,
    )
    opened = after(shown(form), Action.TOGGLE_MORE_OPTIONS)
    view = after(opened, Action.TOGGLE_MORE_OPTIONS, typed)

    for each in (view, after(view, Action.PICK_MEETING, existing=LIVE)):
        assert length(each["private_metadata"]) <= PRIVATE_METADATA


def test_the_fullest_metadata_fits() -> None:
    full = Answers(**dict.fromkeys(("bot_name", "preset", "meeting", "destination", "retention"), '"' * 4000))
    form = a_form(edits=(BookingId("b" * 36), 10**9), draft_id="0" * 36, join_at=SOON)
    refilled = dict.fromkeys(Field, 99)
    told = {
        "private_event": "e" * 36,
        "start_shown_of": "e" * 36,
        "thread_channel": "C" * 12,
        "title_otherwise": False,
        "looked_at": "C" * 12,
        "audience": Audience.OUTSIDERS,
    }
    context = form.context.model_copy(update={"refills": refilled, "start_shown": NOW, "is_in_dm": True, **told})

    view = shown(ScheduleForm(context, full))

    assert length(view["private_metadata"]) <= PRIVATE_METADATA


@pytest.mark.parametrize(("name", "answer"), [("no_field_of_ours", "x"), ("retention", 7)])
def test_metadata_with_answers_that_no_form_holds_is_unreadable(name: str, answer: object) -> None:
    view = shown(a_form())
    metadata = json.loads(view["private_metadata"])

    odd = {**metadata, "held": {**metadata["held"], name: answer}}

    assert isinstance(read_form({**view, "private_metadata": json.dumps(odd)}), UnreadableForm)


def test_metadata_that_lacks_a_setting_has_no_answer_to_it() -> None:
    view = shown(a_form())
    metadata = json.loads(view["private_metadata"])
    del metadata["held"]["retention"]

    form = read({**view, "private_metadata": json.dumps(metadata)})

    assert form.answers.settings["retention"] == ""
    assert form.answers.settings["media"] == "speaker_view"


def test_a_form_for_another_meeting_gives_the_picker_a_new_block_id() -> None:
    before = a_form()

    view = shown(retarget(before, FormKind.CALENDAR, CalendarEventId("event-2")))

    assert block_ids(view)[Field.MEETING] == "meeting#1"
    assert read(view).event_id == "event-2"


def test_nothing_that_was_typed_stays_in_a_form_that_takes_the_place_of_another() -> None:
    typed = read(answered(shown(a_link_form(join_at=SOON)), {Field.BOT_NAME: "Mine"}))

    view = shown(replace_open_form(typed, a_link_form(join_at=SOON, edits=(BookingId("b1"), 1))))

    assert set(block_ids(view).values()) & set(block_ids(shown(typed)).values()) == {"more_options"}
    assert accepted(view).settings == BotSettings()


@pytest.mark.parametrize("starts_at", [None, -1, 10**10, 10**18])
def test_a_time_that_no_picker_gives_is_none(starts_at: int | None) -> None:
    form = a_link_form(join_at=SOON)

    odd = ScheduleForm(form.context, form.answers.model_copy(update={"starts_at": starts_at}))

    assert form.join_at == SOON
    assert odd.join_at is None
