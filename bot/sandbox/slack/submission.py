"""Apply the app's answer to a submitted view. https://docs.slack.dev/surfaces/modals#response_actions"""

from bot.sandbox.slack.block_kit import is_too_large, problems_of_modal
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.wire import ApiError, Json

_FIELDS = {
    "errors": {"response_action", "errors"},
    "update": {"response_action", "view"},
    "push": {"response_action", "view"},
    "clear": {"response_action"},
}


def apply_answer(views: Views, view: View, answer: Json | str | None) -> None:
    """Raises ApiError for whatever makes Slack say that it had trouble connecting."""
    if answer is None:
        views.close(view)
        return
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or action not in _FIELDS or set(answer) != _FIELDS[action]:
        raise ApiError("illegal_answer")
    match action:
        case "clear":
            views.close_all(view.user_id)
        case "errors":
            views.complain(view, _errors(view, answer["errors"]))
        case "update":
            views.update(view, _content(answer["view"]))
        case "push":
            views.push(view.user_id, _content(answer["view"]))


def _errors(view: View, errors: object) -> dict[str, str]:
    """Only input blocks have room for words beside them."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ApiError("illegal_errors")
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise ApiError("illegal_errors")
    return errors


def _content(content: object) -> Json:
    problems = problems_of_modal(content)
    if not isinstance(content, dict) or problems or is_too_large(content):
        raise ApiError.build_with_problems("illegal_view", problems)
    return content
