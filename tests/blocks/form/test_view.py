from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.form.changes import apply_action
from bot.blocks.form.existing_bot import BookedByUs, BookedUnseen
from bot.blocks.kit.block_kit import PRIVATE_METADATA, Json
from bot.blocks.kit.mrkdwn import clean, length
from bot.blocks.names import Action, Field
from bot.core.access.verdicts import NeedsTakeover
from bot.core.booking.bot_state import BotState
from bot.core.bot_config.policy import Configuration, Policy, Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId
from tests.blocks.forms import LINKS, PRESETS, a_form, a_link_form, accepted, shown
from tests.blocks.in_slack import assert_modal, block_ids, elements, words
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.examples import NOW, a_booked_booking, a_booking, a_meeting

EDITED = (BookingId("b1"), 1)
LIVE = a_booked_booking(bot=BotState(status="in_call_recording", applied_revision=1))


def opened(form: Any) -> Any:
    return apply_action(form, Action.TOGGLE_MORE_OPTIONS, Configuration(presets=PRESETS))


@pytest.mark.parametrize(
    "view",
    [
        shown(a_form()),
        shown(a_form(event_id=None, destination=None), meeting=None, presets=()),
        shown(a_form(event_id=None), meeting=None),
        shown(a_form(thread_ts="1772452800.000100"), excludes_shared_channels=True),
        shown(opened(a_form())),
        shown(opened(a_form(settings=BotSettings(retention="none"))), policy=Policy(max_retention_hours=48)),
        shown(a_form(settings=BotSettings(chat_notice="x" * 4096, bot_name="🎉" * 100))),
        shown(a_form(edits=EDITED)),
        shown(a_form(edits=EDITED), meeting=None),
        shown(a_link_form()),
        shown(a_link_form(), links=LINKS),
        shown(a_link_form(join_at=NOW + timedelta(days=1))),
        shown(a_form(), existing=BookedByUs(a_booked_booking())),
        shown(a_form(), existing=BookedByUs(a_booked_booking(), "0123456789abcdef")),
        shown(a_form(), existing=BookedByUs(LIVE)),
        shown(a_form(edits=EDITED), existing=BookedByUs(LIVE)),
        shown(a_form(), existing=NeedsTakeover("0123456789abcdef")),
        shown(a_link_form(), existing=BookedUnseen()),
    ],
)
def test_slack_takes_the_form_in_every_state(view: Any) -> None:
    assert_modal(view)
    assert length(view["private_metadata"]) <= PRIVATE_METADATA


@given(OUTSIDE_TEXT, OUTSIDE_TEXT, st.sampled_from([None, (BookingId("b1"), 1)]))
def test_no_title_breaks_the_form(title: str, name: str, edits: Any) -> None:
    existing = BookedByUs(a_booking(), "0123456789abcdef")
    form = a_form(edits=edits, settings=BotSettings(bot_name=clean(name, "Bot")[:100], chat_notice=clean(title)))

    assert_modal(shown(form, meeting=a_meeting(title=title), existing=existing))


def test_the_picker_asks_at_once_and_tells_us_at_once() -> None:
    view = shown(a_form())
    picker = view["blocks"][0]

    assert picker["dispatch_action"] is True
    assert picker["element"]["min_query_length"] == 0
    assert picker["element"]["initial_option"]["value"] == "event-1"


@pytest.mark.parametrize("existing", [None, BookedByUs(LIVE)], ids=["to be booked", "locked"])
def test_the_day_of_the_picked_meeting_stands_under_the_picker(existing: Any) -> None:
    assert "Mon, March 2, 2026 at 15:00 (UTC)" in words(shown(a_form(), existing=existing))


def test_the_card_goes_where_the_person_is_unless_a_place_is_chosen() -> None:
    here = elements(shown(a_form(destination=None)))[Field.DESTINATION]
    chosen = elements(shown(a_form(), excludes_shared_channels=True))[Field.DESTINATION]

    assert here["default_to_current_conversation"] is True
    assert here["response_url_enabled"] is True
    assert here["filter"] == {"include": ["public", "private", "mpim"]}
    assert chosen["initial_conversation"] == "C0GENERAL"
    assert chosen["filter"] == {**here["filter"], "exclude_external_shared_channels": True}


def test_a_language_is_asked_for_only_where_recall_writes_the_transcript() -> None:
    for transcript, is_asked in [("recallai", True), ("captions", False), ("none", False)]:
        view = shown(a_form(settings=BotSettings(transcript=transcript, language="de")))

        assert (Field.LANGUAGE in elements(view)) is is_asked
        assert accepted(view).settings.language == "de"


def test_after_a_choice_of_preset_the_form_does_not_speak_of_last_settings() -> None:
    form = a_form(settings=BotSettings(bot_name="Mine"), has_last_settings=True, preset=PRESETS[0].name)

    changed = apply_action(form, Action.CHOOSE_PRESET, Configuration(presets=PRESETS))

    assert "Using your last settings" not in words(shown(changed))


def test_a_form_that_starts_with_the_last_settings_says_so_and_offers_the_usual_ones() -> None:
    form = a_form(settings=BotSettings(bot_name="Mine", retention=24), has_last_settings=True, shows_title=False)
    view = shown(form)
    assert "Using your last settings" in words(view)

    usual = apply_action(form, Action.RESET_SETTINGS, Configuration(presets=PRESETS))

    assert "Using your last settings" not in words(shown(usual))
    submission = accepted(shown(usual))
    assert (submission.preset, submission.settings) == (PRESETS[0].name, PRESETS[0].settings)
    assert submission.destination.shows_title
    for field in (Field.BOT_NAME, Field.PRESET):
        assert block_ids(view)[field] != block_ids(shown(usual))[field]


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (9, "starts in less than ten minutes"),
        (0, "This meeting has already started, so the bot joins right away."),
        (-60, "This meeting has already started, so the bot joins right away."),
        (11, None),
    ],
)
def test_short_notice_is_said_for_a_meeting(minutes: int, says: str | None) -> None:
    meeting = a_meeting(start_time=NOW + timedelta(minutes=minutes), end_time=NOW + timedelta(hours=1))

    said = words(shown(a_form(), meeting=meeting))

    assert ("On short notice, the bot may be late or unable to join." in said) is (says is not None)
    assert says is None or says in said


@pytest.mark.parametrize(
    ("join_at", "says"),
    [
        (None, "joins right away"),
        (NOW + timedelta(minutes=9), "starts in less than ten minutes"),
        (NOW + timedelta(minutes=11), None),
    ],
)
def test_short_notice_is_said_for_a_link(join_at: Any, says: str | None) -> None:
    said = words(shown(a_link_form(join_at=join_at)))

    assert ("On short notice, the bot may be late or unable to join." in said) is (says is not None)
    assert says is None or says in said


def test_a_passcode_is_nowhere_in_the_form() -> None:
    one, several = shown(a_link_form()), shown(a_link_form(), links=LINKS)

    assert "example.zoom.us/j/123456789" in words(one)
    assert "secret" not in str(one) + str(several)


def test_several_links_are_a_choice() -> None:
    view = shown(a_link_form(), links=LINKS)

    options = elements(view)[Field.LINK]["options"]

    assert [option["text"]["text"] for option in options] == [
        "Zoom · example.zoom.us/j/123456789",
        "Google Meet · meet.google.com/abc-defg-hij",
    ]


def test_a_date_is_asked_for_only_when_the_bot_joins_later() -> None:
    now, later = shown(a_link_form()), shown(a_link_form(join_at=NOW + timedelta(days=1)))

    assert Field.STARTS_AT not in elements(now)
    assert elements(later)[Field.STARTS_AT]["initial_date_time"] == 1772539200


def test_presets_are_offered_only_where_there_are_some() -> None:
    assert Field.PRESET not in elements(shown(a_form(), presets=()))
    assert len(elements(shown(a_form()))[Field.PRESET]["options"]) == 1 + len(PRESETS)


def test_more_options_are_closed_at_first_and_can_be_closed_again() -> None:
    closed = a_form()
    once, twice = opened(closed), opened(opened(closed))

    assert Field.MEDIA not in elements(shown(closed))
    assert Field.MEDIA in elements(shown(once))
    assert Field.MEDIA not in elements(shown(twice))


def test_a_recording_that_is_not_kept_is_warned_of() -> None:
    kept, lost = opened(a_form()), opened(a_form(settings=BotSettings(retention="none")))

    assert "to download" not in words(shown(kept))
    assert "The recording *won't be kept*: there will be no video, audio or transcript after the meeting." in words(
        shown(lost)
    )


@pytest.mark.parametrize(
    ("retention", "longest", "offered"),
    [
        ("account", None, ["account", "24", "168", "720", "2160", "forever", "none"]),
        (36, None, ["account", "24", "36", "168", "720", "2160", "forever", "none"]),
        (48, 48, ["24", "48", "none"]),
        ("none", 36, ["24", "36", "none"]),
    ],
)
def test_only_what_the_policy_allows_is_offered(retention: Any, longest: Any, offered: list[str]) -> None:
    form = opened(a_form(settings=BotSettings(retention=retention)))

    select = elements(shown(form, policy=Policy(max_retention_hours=longest)))[Field.RETENTION]

    assert [option["value"] for option in select["options"]] == offered
    assert select["initial_option"]["value"] == str(retention)


def test_a_field_that_the_preset_fixes_is_left_out() -> None:
    provider: Json = {"transcript": {"provider": {"deepgram_streaming": {}}}}
    preset = Preset.model_validate({"name": "Deepgram", "bot_config": {"recording_config": provider}})

    view = shown(a_form(preset="Deepgram"), presets=(preset,))

    assert Field.TRANSCRIPT not in elements(view)
    assert Field.LANGUAGE not in elements(view)
    assert "The preset sets how" in words(view)


def test_while_the_bot_is_in_the_call_nothing_can_be_submitted() -> None:
    view = shown(a_form(), existing=BookedByUs(LIVE))

    assert "submit" not in view
    assert "settings are locked" in words(view)
    assert block_ids(view)[Field.MEETING] == "meeting#locked"


def test_while_the_edited_bot_is_in_the_call_no_other_meeting_is_offered() -> None:
    view = shown(a_form(edits=EDITED), existing=BookedByUs(LIVE))

    assert Field.MEETING not in block_ids(view)


def test_a_meeting_that_was_found_by_its_link_leaves_the_link_to_be_used() -> None:
    assert "Use the link instead" in words(shown(a_form(), links=LINKS[:1]))
    assert "Use the link instead" not in words(shown(a_form(), links=()))
    assert "Use the link instead" not in words(shown(a_form(edits=EDITED), links=LINKS[:1]))
    assert "Use the link instead" not in words(shown(a_link_form()))


def test_while_the_bot_is_in_the_call_another_link_of_the_message_is_offered() -> None:
    view = shown(a_form(), existing=BookedByUs(LIVE), links=LINKS)

    assert block_ids(view)[Field.LINK] == "link#locked"


def test_while_the_bot_is_in_the_call_its_link_can_be_booked_for_later() -> None:
    view = shown(a_link_form(), existing=BookedByUs(LIVE), meeting=None)

    assert "settings are locked" in words(view)
    assert "For a later meeting, choose its date and time." in words(view)
    assert Field.WHEN in elements(view)


def test_a_word_of_ours_stands_first() -> None:
    view = shown(a_form(), notice="*This meeting has moved.*")

    assert view["blocks"][0]["text"]["text"] == "*This meeting has moved.*"


def test_an_edit_shows_the_meeting_and_where_the_card_is_instead_of_asking() -> None:
    view = shown(a_form(edits=EDITED), existing=BookedByUs(a_booked_booking()))

    assert not {Field.MEETING, Field.DESTINATION, Field.REPLACE} & elements(view).keys()
    assert "Weekly sync" in words(view)
    assert view["submit"]["text"] == "Save"


def test_each_notice_is_an_alert_and_one_that_is_too_long_for_that_a_section() -> None:
    view = shown(a_form(), notice="\n".join(["*This meeting has moved.*", "x" * 201]))

    first, second = view["blocks"][:2]
    assert (first["type"], first["level"]) == ("alert", "warning")
    assert (second["type"], second["text"]["text"]) == ("section", "x" * 201)
