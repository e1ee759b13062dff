"""Ask a person whether a series that seems to go on as another one is to be recorded too."""

from bot.blocks.kit.mrkdwn import defuse
from bot.core.rules.series import SplitSeries


def series_question(split: SplitSeries) -> str:
    title = defuse(split.meeting.title or split.choice.hints.title, otherwise="Untitled meeting")
    return (
        f"The series *{title}* seems to continue as a new series. To record that too, choose *Every one in this "
        "series* when you schedule one of its meetings."
    )
