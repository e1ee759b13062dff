"""Where the card goes, as the form asks for it."""

from typing import Any

import pytest

from bot.blocks.form.changes import apply_action, with_known_audience
from bot.blocks.form.destination_fields import MAX_NAMED, allowed_channels
from bot.blocks.form.read import UnreadableForm, read_form
from bot.blocks.form.state import ScheduleForm
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Action, Field
from bot.core.access.title_visibility import Audience
from bot.core.bot_config.policy import Configuration, Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import CalendarEventId, ChannelId
from tests.blocks.forms import a_form, a_link_form, accepted, refused, shown
from tests.blocks.in_slack import answered, elements, words
from tests.examples import GENERAL, a_meeting

MAYA = ChannelId("U0MAYA")

EVENT = CalendarEventId("event-1")


def a_form_for(audience: Audience | None, *, is_private: bool = False, **facts: Any) -> ScheduleForm:
    return with_known_audience(a_form(**facts), EVENT if is_private else None, audience)


def read(view: Json) -> ScheduleForm:
    form = read_form(answered(view))
    assert not isinstance(form, UnreadableForm)
    return form


def ticked(view: Json) -> Json:
    return accepted(view, {Field.SHOWS_TITLE_OUTSIDE: [GENERAL]}).destination


def test_where_the_app_can_see_what_is_shared_a_choice_is_sent_at_once() -> None:
    select = elements(shown(a_form()))[Field.DESTINATION]

    assert select["action_id"] == Action.CHOOSE_DESTINATION
    assert select["filter"] == {"include": ["public", "private", "mpim"]}


def test_updates_for_the_person_alone_need_no_choice_of_a_conversation_and_have_a_way_back() -> None:
    form = a_form(own_messages=MAYA, destination=MAYA)
    view = shown(form)

    assert "Only you see them" in words(view)
    assert Field.DESTINATION not in elements(view)
    assert accepted(view).destination.channel_id == MAYA
    other = shown(apply_action(form, Action.POST_TO_CHANNEL, Configuration()))
    assert elements(other)[Field.DESTINATION]["default_to_current_conversation"]
    back = apply_action(read(other), Action.POST_TO_ME, Configuration())
    assert accepted(shown(back)).destination.channel_id == MAYA


def test_where_the_policy_names_channels_no_one_is_offered_updates_for_themselves() -> None:
    assert Action.POST_TO_ME not in str(shown(a_form()))
    assert Action.POST_TO_ME in str(shown(a_form(own_messages=MAYA)))


@pytest.mark.parametrize("chosen", ["D0OTHERS", "U0OTHER"])
def test_no_direct_messages_but_ones_own_are_accepted(chosen: str) -> None:
    errors = refused(shown(a_form(own_messages=MAYA)), {Field.DESTINATION: chosen})

    assert list(errors) == [Field.DESTINATION]


@pytest.mark.parametrize("audience", [Audience.OUTSIDERS, Audience.UNKNOWN])
def test_one_question_takes_the_place_of_the_other(audience: Audience) -> None:
    form = a_form_for(audience)
    opened = ScheduleForm(form.context.model_copy(update={"has_more_options": True}), form.answers)

    fields = elements(shown(opened))

    assert Field.SHOWS_TITLE_OUTSIDE in fields
    assert Field.SHOWS_TITLE not in fields
    assert "initial_options" not in fields[Field.SHOWS_TITLE_OUTSIDE]


def test_a_tick_counts_for_outsiders_and_its_absence_hides_the_title() -> None:
    view = shown(a_form_for(Audience.OUTSIDERS))

    assert (ticked(view).shows_title, ticked(view).shows_title_outside) == (True, True)
    left = accepted(view).destination
    assert (left.shows_title, left.shows_title_outside) == (False, False)


def test_a_tick_in_a_form_that_said_that_the_meeting_is_private_counts_for_that_too() -> None:
    meeting = a_meeting(is_private=True)

    assert ticked(shown(a_form_for(Audience.OUTSIDERS, is_private=True), meeting=meeting)).shows_private_title
    assert not ticked(shown(a_form_for(Audience.OUTSIDERS))).shows_private_title


def test_a_conversation_that_was_chosen_since_is_not_taken_for_the_one_that_the_form_knows() -> None:
    view = shown(a_form_for(Audience.OUTSIDERS))

    destination = accepted(view, {Field.DESTINATION: "C0OTHER"}).destination

    assert (destination.shows_title, destination.shows_title_outside) == (True, False)


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        (a_form_for(Audience.OUTSIDERS), {"meeting": a_meeting(title=None)}),
        (a_form_for(Audience.OUTSIDERS), {"meeting": None}),
        (with_known_audience(a_link_form(), None, None), {"meeting": None}),
        (a_form_for(Audience.INSIDE), {}),
    ],
)
def test_nothing_is_asked_where_there_is_no_title_or_no_one_from_outside(form: ScheduleForm, facts: Any) -> None:
    assert Field.SHOWS_TITLE_OUTSIDE not in elements(shown(form, **facts))


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        (["C0A", "C0B"], "Your admin allows updates only in <#C0A>, <#C0B>."),
        ([f"C0{n:03}" for n in range(MAX_NAMED + 2)], f"<#C0{MAX_NAMED - 1:03}> and 2 more."),
    ],
)
def test_the_allowed_channels_are_named_under_the_field(channels: list[str], words: str) -> None:
    allowed = frozenset(ChannelId(each) for each in channels)

    assert allowed_channels(allowed).endswith(words)
    assert words in str(shown(a_form(), policy=Policy(channels=allowed)))


@pytest.mark.parametrize(
    ("transcript", "private", "tells", "is_said"),
    [
        ("recallai", False, True, True),
        ("none", False, True, False),
        ("recallai", True, True, False),
        ("recallai", False, False, False),
    ],
)
def test_who_picks_a_channel_knows_that_a_summary_goes_there(transcript, private, tells, is_said):
    form = a_form(settings=BotSettings(transcript=transcript))
    view = shown(form, meeting=a_meeting(is_private=private), tells_summaries=tells)

    assert ("A summary of the meeting goes in its thread." in words(view)) is is_said
