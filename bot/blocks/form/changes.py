"""Change the open form: after clicks and choices in it, and when more becomes known."""

from collections.abc import Iterable
from dataclasses import replace

from bot.blocks.form.state import (
    NO_PRESET,
    OPTIONS,
    SETTINGS,
    FormContext,
    FormKind,
    ScheduleForm,
    answers_from_settings,
    chosen_preset,
    mark_of,
)
from bot.blocks.names import Action, Field
from bot.core.access.last_choice import Start, usual_start
from bot.core.access.title_visibility import Audience
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.validate import starting_settings
from bot.core.identifiers import CalendarEventId, ChannelId

FARTHER_THAN_OTHER_CLICKS = 10  # each of them gives a field a block id that is one higher


def apply_action(form: ScheduleForm, action: str, configuration: Configuration) -> ScheduleForm:
    """Apply a click in the form."""
    match action:
        case Action.TOGGLE_MORE_OPTIONS:
            return _toggle_more_options(form)
        case Action.CHOOSE_PRESET:
            preset = chosen_preset(form, configuration.presets)
            return refill(form, starting_settings(preset, configuration.policy))
        case Action.RESET_SETTINGS:
            return reset_settings(form, usual_start(configuration))
        case Action.POST_TO_ME:
            return with_destination(form, form.context.own_messages)
        case Action.POST_TO_CHANNEL:
            return with_destination(form, None)
        case _:
            return form


def refill(form: ScheduleForm, settings: BotSettings) -> ScheduleForm:
    """Fill in other settings, but leave alone what the person has changed."""
    wanted = answers_from_settings(settings)
    updates = {
        field.value: wanted[field]
        for field in SETTINGS
        if not form.was_changed(field) and getattr(form.answers, field) != wanted[field]
    }
    context = _with_new_block_ids(form.context, [Field(name) for name in updates])
    marks = {**context.filled, **{field: mark_of(wanted[field]) for field in SETTINGS}}
    context = context.model_copy(update={"filled": marks, "has_last_settings": False})
    return ScheduleForm(context, form.answers.model_copy(update=updates))


def reset_settings(form: ScheduleForm, usual: Start) -> ScheduleForm:
    """Fill in what a form starts with that remembers nothing, whatever was changed in this one."""
    preset = usual.preset.name if usual.preset else NO_PRESET
    updates = {"preset": preset, "shows_title": usual.shows_title, **answers_from_settings(usual.settings)}
    answers = form.answers.model_copy(update=updates)
    context = _with_new_block_ids(form.context, [Field.PRESET, Field.SHOWS_TITLE, *SETTINGS])
    marks = {field: mark_of(getattr(answers, field)) for field in (*SETTINGS, Field.SHOWS_TITLE)}
    return ScheduleForm(context.model_copy(update={"filled": marks, "has_last_settings": False}), answers)


def with_destination(form: ScheduleForm, channel_id: ChannelId | None) -> ScheduleForm:
    """Send the card elsewhere; None: to a conversation that is still to be chosen."""
    context = _with_new_block_ids(form.context, [Field.DESTINATION])
    return ScheduleForm(context, form.answers.model_copy(update={"destination": channel_id}))


def retarget(form: ScheduleForm, kind: FormKind, event_id: CalendarEventId | None) -> ScheduleForm:
    """Point the form at a meeting or link that was not picked in it: the picker must not keep what it showed."""
    context = _with_new_block_ids(form.context, [Field.MEETING]).model_copy(update={"kind": kind})
    return ScheduleForm(context, form.answers.model_copy(update={"meeting": event_id}))


def with_known_audience(
    form: ScheduleForm, private_event: CalendarEventId | None, audience: Audience | None
) -> ScheduleForm:
    """Fill in what is known now: the title of a private event is hidden until the person ticks it."""
    updates = {
        "private_event": private_event,
        "title_otherwise": None if private_event is None else form.usual_title,
        "audience": audience,
        "looked_at": None if audience is None else form.destination,
    }
    told = ScheduleForm(form.context.model_copy(update=updates), form.answers)
    wanted = _default_title(form, private_event)
    return told if wanted == form.answers.shows_title else _with_title(told, wanted)


def _default_title(form: ScheduleForm, private_event: CalendarEventId | None) -> bool:
    """What was ticked for one private event counts neither for another nor for one that is not private."""
    if private_event == form.context.private_event:
        return form.answers.shows_title
    return private_event is None and form.usual_title is not False


def _with_title(form: ScheduleForm, is_ticked: bool) -> ScheduleForm:
    context = _with_new_block_ids(form.context, [Field.SHOWS_TITLE])
    marks = {**context.filled, Field.SHOWS_TITLE: mark_of(is_ticked)}
    answers = form.answers.model_copy(update={"shows_title": is_ticked})
    return ScheduleForm(context.model_copy(update={"filled": marks}), answers)


def replace_open_form(open_form: ScheduleForm, form: ScheduleForm) -> ScheduleForm:
    """`form` for the view that shows `open_form`: what was typed there must not stay in it."""
    known = form.context.model_copy(update={"refills": open_form.context.refills})
    return replace(form, context=_with_new_block_ids(known, Field))


def with_fresh_fields(form: ScheduleForm) -> ScheduleForm:
    """The form for a view that other clicks have changed meanwhile: what they have filled in must not stay in it."""
    return replace(form, context=_with_new_block_ids(form.context, Field, FARTHER_THAN_OTHER_CLICKS))


def _toggle_more_options(form: ScheduleForm) -> ScheduleForm:
    """New block ids, so that Slack does not bring back what stood in the fields before they were closed."""
    context = _with_new_block_ids(form.context, OPTIONS)
    return replace(form, context=context.model_copy(update={"has_more_options": not context.has_more_options}))


def _with_new_block_ids(context: FormContext, fields: Iterable[Field], step: int = 1) -> FormContext:
    refills = {**context.refills, **{field: context.refills.get(field, 0) + step for field in fields}}
    return context.model_copy(update={"refills": refills})
