"""Store open modals, a stack of at most three for each person, and each person's Home tab."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.form_values import Values, state_payload, values_when_shown
from bot.sandbox.slack.generated_ids import fill_in_block_ids, next_id
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.typing_in import complaints
from bot.sandbox.slack.wire import ApiError, Json

STACK_LIMIT = 3  # https://docs.slack.dev/surfaces/modals#add_views


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    id: str
    user_id: str
    content: Json  # as the app sent it, with the ids and defaults that Slack adds
    hash: str
    root_id: str
    previous_id: str | None = None
    origin: Channel | None = None  # the conversation that it was opened from
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # beside fields: block_id -> words

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks

    def payload(self, installation: Installation) -> Json:
        """As interactions and answers show it. https://docs.slack.dev/reference/views"""
        return {
            "id": self.id,
            "team_id": installation.team_id,
            "app_id": installation.app_id,
            "app_installed_team_id": installation.team_id,
            "bot_id": installation.bot_id,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.content,
            "state": state_payload(self.values),
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
        }


class Views:
    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack_of(self, user_id: str) -> list[View]:
        return list(self._stacks.get(user_id, ()))

    def top_of(self, user_id: str) -> View | None:
        return next(reversed(self.stack_of(user_id)), None)

    def home_of(self, user_id: str) -> View | None:
        return self._homes.get(user_id)

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View:
        """Raises `not_found` once the person has closed it."""
        for view in [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]:
            if view_id == view.id or (external_id and external_id == view.content.get("external_id")):
                return view
        raise ApiError("not_found")

    def open(self, user_id: str, content: Json, origin: Channel | None) -> View:
        """Open a view; a person has one stack at a time, so an open one is closed."""
        view = self._new(user_id, content, origin)
        self.close_all(user_id)
        self._stacks[user_id] = [view]
        self._changes.tell("view_opened", view, user_id)
        return view

    def push(self, user_id: str, content: Json) -> View:
        stack = self._stacks.get(user_id, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        view = self._new(user_id, content, stack[0].origin)
        view.root_id, view.previous_id = stack[0].root_id, stack[-1].id
        stack.append(view)
        self._changes.tell("view_opened", view, user_id)
        return view

    def update(self, view: View, content: Json) -> View:
        self._refuse_used_external_id(content, besides=view)
        view.content = {**content, "blocks": fill_in_block_ids(content["blocks"])}
        view.values = values_when_shown(view.blocks, view.values, view.origin)
        view.hash = self._new_hash()
        view.errors = _keep_complaints(view)
        self._changes.tell("view_changed", view, view.user_id)
        return view

    def publish(self, user_id: str, content: Json) -> View:
        if user_id in self._homes:
            view = self.update(self._homes[user_id], content)
        else:
            view = self._homes[user_id] = self._new(user_id, content, None)
        self._changes.tell("home_published", view, user_id)
        return view

    def enter(self, view: View, key: tuple[str, str], state: Json) -> None:
        view.values[key] = state
        self._changes.tell("view_changed", view, view.user_id)

    def complain(self, view: View, errors: dict[str, str]) -> None:
        view.errors = errors
        self._changes.tell("view_changed", view, view.user_id)

    def close(self, view: View) -> None:
        self._close(view.user_id, lambda other: other is view)

    def close_all(self, user_id: str) -> None:
        self._close(user_id, lambda _: True)

    def is_open(self, view: View) -> bool:
        return view in self._stacks.get(view.user_id, [])

    def _close(self, user_id: str, is_closed: Callable[[View], bool]) -> None:
        stack = self._stacks.get(user_id, [])
        self._stacks[user_id] = [view for view in stack if not is_closed(view)]
        for view in filter(is_closed, stack):
            self._changes.tell("view_closed", view, user_id)

    def _new(self, user_id: str, content: Json, origin: Channel | None) -> View:
        self._refuse_used_external_id(content)
        view_id = next_id("V")
        stored = {**content, "blocks": fill_in_block_ids(content["blocks"])}
        view = View(
            id=view_id,
            user_id=user_id,
            content=stored,
            hash=self._new_hash(),
            root_id=view_id,
            origin=origin,
        )
        view.values = values_when_shown(view.blocks, {}, origin)
        return view

    def _refuse_used_external_id(self, content: Json, besides: View | None = None) -> None:
        external_id = content.get("external_id")
        if external_id:
            try:
                other = self.find(external_id=external_id)
            except ApiError:
                return
            if other is not besides:
                raise ApiError("duplicate_external_id")

    def _new_hash(self) -> str:
        return f"{int(self._clock.now().timestamp())}.{next_id('h')}"


def _keep_complaints(view: View) -> dict[str, str]:
    """Drop the app's errors when it updates the view; keep the client's while they still apply."""
    found = complaints(view.blocks, view.values)
    return {block_id: words for block_id, words in found.items() if view.errors.get(block_id) == words}
