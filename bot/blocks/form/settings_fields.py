"""Render the fields for the bot's settings, as the table of form fields describes them."""

from bot.blocks.form.field_inputs import FIELD_INPUTS, FieldInput
from bot.blocks.form.state import ScheduleForm
from bot.blocks.kit.block_kit import Json, button, checkbox, context, input_block, section
from bot.blocks.names import Action, Block, Field
from bot.core.bot_config.policy import Policy, Preset

SHOWS_TITLE = "shows_title"


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
