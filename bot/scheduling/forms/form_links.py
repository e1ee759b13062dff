"""Keep the links that a form was opened for: the form itself knows only their places."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.form.state import ScheduleForm
from bot.core.links.meeting_link import FoundLink, parse_claimed_link
from bot.store.link_drafts import Drafts


class FormLinks:
    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    async def save(self, urls: Sequence[str], now: datetime) -> str:
        return await self._drafts.save({"links": list(urls)}, now)

    async def load(self, form: ScheduleForm) -> tuple[FoundLink, ...]:
        return await self.load_draft(form.context.draft_id) if form.context.draft_id else ()

    async def load_draft(self, draft_id: str) -> tuple[FoundLink, ...]:
        draft = await self._drafts.get(draft_id) or {"links": []}
        return tuple(link for url in draft["links"] if (link := parse_claimed_link(url)))


def chosen_link(form: ScheduleForm, links: Sequence[FoundLink]) -> FoundLink | None:
    place = form.answers.link
    return links[int(place)] if place.isascii() and place.isdigit() and int(place) < len(links) else None
