"""Assess a form as it is when it is shown: what stands in its way if it were submitted now."""

from collections.abc import Sequence

from bot.blocks.form.existing_bot import ExistingBot
from bot.blocks.form.show_verdict import read_proposal, show_verdict
from bot.blocks.form.state import FormKind, ScheduleForm
from bot.clock import Clock
from bot.core.access.assess import Situation, assess
from bot.core.access.people import Person
from bot.core.access.target import Target, meeting_target
from bot.core.access.verdicts import TiesUnknown
from bot.core.booking.model import BookedMeeting
from bot.core.bot_config.policy import Configuration
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.authorize import Rights
from bot.scheduling.forms.form_links import chosen_link
from bot.scheduling.forms.meeting_targets import MeetingTargets


class AssessForm:
    def __init__(self, targets: MeetingTargets, rights: Rights, clock: Clock, configuration: Configuration) -> None:
        self._targets = targets
        self._rights = rights
        self._clock = clock
        self._policy = configuration.policy

    async def find_existing(
        self,
        person: Person,
        form: ScheduleForm,
        meeting: Meeting | BookedMeeting | None,
        links: Sequence[FoundLink],
    ) -> ExistingBot | None:
        target = await self._find_target(form, meeting, links)
        if target is None:
            return None
        proposal, now = read_proposal(form), self._clock.now()
        present = await self._targets.find_present(person.team_id, target, now, proposal.edited_id)
        situation = Situation(person=person, policy=self._policy, target=target, now=now)
        while isinstance(verdict := assess(proposal, situation, present), TiesUnknown):
            ties = await self._rights.invitation_roles(person, verdict.booking)
            situation = situation.with_ties(verdict.booking, ties)
        return show_verdict(verdict, situation, is_edit=form.is_edit)

    async def _find_target(
        self, form: ScheduleForm, meeting: Meeting | BookedMeeting | None, links: Sequence[FoundLink]
    ) -> Target | None:
        link = chosen_link(form, links)
        if form.context.kind is FormKind.CALENDAR:
            return meeting_target(meeting, link.url if link else None) if isinstance(meeting, Meeting) else None
        return await self._targets.find_link(link.url, form.join_at, self._clock.now()) if link else None
