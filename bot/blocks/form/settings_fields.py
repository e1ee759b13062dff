"""Render the fields for the bot's settings, as the table of form fields describes them, and what they will cost."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.blocks.form.field_inputs import FIELD_INPUTS, FieldInput
from bot.blocks.form.settings_answers import read_settings
from bot.blocks.form.state import FormKind, ScheduleForm, chosen_preset
from bot.blocks.kit.block_kit import Json, button, checkbox, context, input_block, section
from bot.blocks.kit.times import date_and_year
from bot.blocks.names import Action, Block, Field
from bot.core.booking.model import BookedMeeting
from bot.core.bot_config.billing import estimate_bot
from bot.core.bot_config.durations import minutes_in_words
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.prices import Prices
from bot.core.costs.usage import seconds_between
from bot.core.costs.words import about
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting

SHOWS_TITLE = "shows_title"
SOME_HOUR = datetime(2000, 1, 1, tzinfo=UTC)  # a link says nothing of how long its call takes


def last_settings_note(form: ScheduleForm) -> list[Json]:
    """Say where the settings come from, with the way back."""
    if not form.context.has_last_settings:
        return []
    reset = button("Reset", Action.RESET_SETTINGS)
    return [section("Using your last settings", reset, block_id=Block.LAST_SETTINGS)]


def settings_fields(form: ScheduleForm, policy: Policy, preset: Preset | None) -> list[Json]:
    rows = [row for row in FIELD_INPUTS if not row.is_more_option]
    return [block for row in rows for block in _blocks(row, form, policy, preset)]


def option_fields(form: ScheduleForm, policy: Policy, preset: Preset | None) -> list[Json]:
    """The fields behind "More options"."""
    rows = [row for row in FIELD_INPUTS if row.is_more_option]
    return [
        *(block for row in rows for block in _blocks(row, form, policy, preset)),
        *([] if form.asks_about_outsiders else [_title_field(form)]),
    ]


def _blocks(row: FieldInput, form: ScheduleForm, policy: Policy, preset: Preset | None) -> list[Json]:
    """No field where the preset says something that none could show."""
    if preset is not None and row.name in preset.fixed_fields:
        return [context(row.text_if_fixed)] if row.text_if_fixed else []
    if not row.is_shown(form.answers.settings):
        return []
    answer = form.answers.settings[row.name]
    field = input_block(
        form.block_id(row.id),
        row.label,
        row.element(answer, policy),
        hint=row.hint(policy),
        is_optional=row.is_optional,
        is_sent_at_once=row.is_sent_at_once,
    )
    warning = row.warning(answer)
    return [field, context(warning)] if warning else [field]


def _title_field(form: ScheduleForm) -> Json:
    box = checkbox(Action.ANSWER, "Show the title on the card", SHOWS_TITLE, is_ticked=form.answers.shows_title)
    return input_block(form.block_id(Field.SHOWS_TITLE), "Meeting title", box, is_optional=True)


def cost_line(
    form: ScheduleForm,
    meeting: Meeting | BookedMeeting | None,
    links: Sequence[FoundLink],
    presets: Sequence[Preset],
    prices: Prices,
) -> list[Json]:
    """About what the bot will cost; each setting sends the form again.

    None while a setting is wrong, or no meeting is picked, and where all prices are zero.
    """
    settings = read_settings(form.answers)
    if not isinstance(settings, BotSettings):
        return []
    preset = chosen_preset(form, presets)
    if form.context.kind is FormKind.LINK:
        place = int(form.answers.link) if form.answers.link.isdecimal() else 0
        platform = links[place].platform if place < len(links) else None
        start, end, words = SOME_HOUR, SOME_HOUR + timedelta(hours=1), "an hour"
    elif meeting is not None:
        platform, start, end = meeting.platform, meeting.start_time, meeting.end_time
        words = f"for {minutes_in_words(seconds_between(start, end))}"
    else:
        return []
    dollars = estimate_bot(settings, preset, platform, start=start, end=end, prices=prices)
    if not dollars:
        return []
    return [context(f"Estimated cost: {about(dollars)} {words} · prices as of {date_and_year(prices.as_of)}")]
