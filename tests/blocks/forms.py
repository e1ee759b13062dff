"""Forms to test with. Each call makes one that is whole; a test names only what it is about."""

from typing import Any

from bot.blocks.form.state import FormKind, ScheduleForm, start_form
from bot.blocks.form.submission import FieldErrors, Submission, read_submission
from bot.blocks.form.view import FormFacts, build_modal
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Field
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import CalendarEventId
from bot.core.links.meeting_link import parse_known_link
from tests.blocks.in_slack import answered
from tests.examples import GENERAL, NOW, a_meeting

ZOOM, MEET = "https://example.zoom.us/j/123456789?pwd=secret", "https://meet.google.com/abc-defg-hij"
LINKS = tuple(link for link in (parse_known_link(ZOOM), parse_known_link(MEET)) if link)
PRESETS = (
    Preset(name="Sales calls", settings=BotSettings(bot_name="Acme Notetaker", retention=168, language="de")),
    Preset(name="Interviews", settings=BotSettings(chat_notice="This call is recorded.", media="audio_only")),
)


def a_form(**facts: Any) -> ScheduleForm:
    defaults = {"channel_id": GENERAL, "destination": GENERAL, "event_id": CalendarEventId("event-1")}
    kind, settings = facts.pop("kind", FormKind.CALENDAR), facts.pop("settings", BotSettings())
    return start_form(kind, settings, **{**defaults, **facts})


def a_link_form(**facts: Any) -> ScheduleForm:
    return a_form(**{"kind": FormKind.LINK, "event_id": None, "draft_id": "draft-1", **facts})


def some_facts(**facts: Any) -> FormFacts:
    return FormFacts(
        **{"now": NOW, "policy": Policy(), "presets": PRESETS, "meeting": a_meeting(), "links": LINKS[:1], **facts}
    )


def shown(form: ScheduleForm, **facts: Any) -> Json:
    return build_modal(form, some_facts(**facts))


def submitted(view: Json, answers: dict[Field, Any] | None = None, **facts: Any) -> Any:
    defaults = {
        "response_urls": [],
        "now": NOW,
        "policy": Policy(),
        "presets": PRESETS,
        "platform": "zoom",
        "links": len(LINKS),
    }
    return read_submission(answered(view, answers), **{**defaults, **facts})


def accepted(view: Json, answers: dict[Field, Any] | None = None, **facts: Any) -> Submission:
    submission = submitted(view, answers, **facts)
    assert isinstance(submission, Submission)
    return submission


def refused(view: Json, answers: dict[Field, Any] | None = None, **facts: Any) -> dict[str, str]:
    errors = submitted(view, answers, **facts)
    assert isinstance(errors, FieldErrors)
    return errors.errors
