"""Find out who would read a meeting's title in the conversation that a form has chosen."""

from bot.blocks.form.state import FormKind, ScheduleForm
from bot.core.access.title_visibility import Audience
from bot.core.identifiers import ChannelId
from bot.slack.conversations import GOOD_ENOUGH_FOR, Conversations


class TitleAudience:
    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    @property
    def can_look(self) -> bool:
        return self._conversations.may_look

    def is_unknown(self, form: ScheduleForm) -> bool:
        """Whether it matters, and Slack has to be asked."""
        there = _where_title_is_read(form)
        return there is not None and self._conversations.cached_audience(there) is None

    def recall(self, form: ScheduleForm) -> Audience | None:
        """Without asking Slack."""
        there = _where_title_is_read(form)
        return self._conversations.cached_audience(there) if there else None

    async def fetch(self, form: ScheduleForm) -> Audience | None:
        there = _where_title_is_read(form)
        return await self._conversations.audience(there, GOOD_ENOUGH_FOR) if there else None

    async def has_outsiders(self, form: ScheduleForm) -> bool:
        """Whether people outside read the chosen conversation, which the form does not say yet."""
        if form.is_edit or form.destination is None or form.destination == form.context.looked_at:
            return False
        return await self._conversations.audience(form.destination, GOOD_ENOUGH_FOR) is Audience.OUTSIDERS


def _where_title_is_read(form: ScheduleForm) -> ChannelId | None:
    """The conversation in which others may read a title; None where there is no title, or no one else."""
    has_title = form.context.kind is FormKind.CALENDAR
    return form.destination if has_title and not form.context.is_in_dm else None
