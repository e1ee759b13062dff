"""Define the rules for composition objects: text, options, confirm dialogs, filters.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from collections.abc import Iterator

from bot.sandbox.slack.block_kit_rules import Problem, Rule, array, boolean, one_of, shape, string, tagged_union

TEXT_LIMIT = 3000
OPTIONS_LIMIT = 100


def plain_text(longest: int) -> Rule:
    return shape({"type": one_of("plain_text"), "text": string(longest)}, {"emoji": boolean})


def mrkdwn(longest: int) -> Rule:
    return shape({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": boolean})


def any_text(longest: int = TEXT_LIMIT) -> Rule:
    return tagged_union({"plain_text": plain_text(longest), "mrkdwn": mrkdwn(longest)})


CONFIRM = shape(
    {"title": plain_text(100), "text": plain_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)

OPTION = shape({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
FORMATTED_OPTION = shape({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
OVERFLOW_OPTION = shape(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": string(3000)}
)
OPTION_GROUP = shape({"label": plain_text(75), "options": array(OPTION, OPTIONS_LIMIT)})

OPTIONS = array(OPTION, OPTIONS_LIMIT)
OPTION_GROUPS = array(OPTION_GROUP, OPTIONS_LIMIT)


def _says_something(value: object, at: str) -> Iterator[Problem]:
    if not value:
        yield Problem(at, "must have at least one key")


CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    also=[_says_something],
)

DISPATCH_CONFIG = shape({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
