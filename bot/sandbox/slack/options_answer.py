"""Parse the app's answer to a request for options.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from dataclasses import dataclass

from bot.sandbox.slack.block_kit import problems_of_options_answer
from bot.sandbox.slack.deliveries import Ack
from bot.sandbox.slack.generated_ids import fill_in_text_defaults
from bot.sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True)
class OptionsAnswer:
    """`groups` are labels with their options. After any problem the person reads "No results"."""

    options: tuple[Json, ...] = ()
    groups: tuple[tuple[str, tuple[Json, ...]], ...] = ()
    problem: str | None = None

    @property
    def every_option(self) -> tuple[Json, ...]:
        return (*self.options, *(option for _, options in self.groups for option in options))

    @property
    def texts(self) -> list[str]:
        return [option["text"]["text"] for option in self.every_option]


def read_options_answer(ack: Ack) -> OptionsAnswer:
    if not ack.is_ok:
        return OptionsAnswer(problem=ack.error)
    answer = ack.body
    problems = problems_of_options_answer(answer)
    if problems or not isinstance(answer, dict):
        return OptionsAnswer(problem="; ".join(map(str, problems)))
    fill_in_text_defaults(answer)
    groups = [(group["label"]["text"], tuple(group["options"])) for group in answer.get("option_groups", [])]
    return OptionsAnswer(tuple(answer.get("options", [])), tuple(groups))
