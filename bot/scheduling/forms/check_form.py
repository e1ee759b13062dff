"""Check a submitted form by what its meeting's platform, the presets and the policy allow."""

from dataclasses import dataclass
from typing import Any

from bot.blocks.form.read import UnreadableForm, read_form
from bot.blocks.form.state import ScheduleForm
from bot.blocks.form.submission import FieldErrors, Submission, read_submission
from bot.clock import Clock
from bot.core.access.last_choice import Choice, choice_of
from bot.core.access.people import Person
from bot.core.access.requests import Request
from bot.core.bot_config.policy import Configuration
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting
from bot.scheduling.forms.form_facts import CurrentFacts
from bot.scheduling.forms.form_links import FormLinks, chosen_link
from bot.scheduling.forms.title_audience import TitleAudience


@dataclass(frozen=True, slots=True)
class CheckedForm:
    form: ScheduleForm
    links: tuple[FoundLink, ...]
    request: Request


class CheckForm:
    def __init__(
        self,
        facts: CurrentFacts,
        links: FormLinks,
        audience: TitleAudience,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._facts = facts
        self._links = links
        self._audience = audience
        self._clock = clock
        self._configuration = configuration

    async def check(
        self, person: Person, view: dict[str, Any], response_urls: Any
    ) -> CheckedForm | FieldErrors | UnreadableForm:
        form = read_form(view)
        if isinstance(form, UnreadableForm):
            return form
        links = await self._links.load(form)
        meeting, link = await self._facts.find_meeting(person, form), chosen_link(form, links)
        aim = meeting or link
        submission = read_submission(
            view,
            response_urls,
            now=self._clock.now(),
            policy=self._configuration.policy,
            presets=self._configuration.presets,
            platform=aim.platform if aim else None,
            links=len(links),
            read=form,
        )
        if not isinstance(submission, Submission):
            return submission
        seen = meeting if isinstance(meeting, Meeting) else None
        return CheckedForm(form, links, self._build_request(submission, seen, link))

    async def has_title_question(self, checked: CheckedForm) -> bool:
        """Whether people outside would read the meeting's title, and the form does not say so yet."""
        request = checked.request
        shows_title = request.meeting is not None and request.meeting.title and request.destination.shows_title
        return bool(shows_title) and await self._audience.has_outsiders(checked.form)

    def _build_request(self, submission: Submission, meeting: Meeting | None, link: FoundLink | None) -> Request:
        is_recurring = meeting is not None and bool(meeting.series_key)
        return Request(
            view_id=submission.view_id,
            settings=submission.settings,
            destination=submission.destination,
            event_id=submission.event_id,
            start_shown=submission.start_shown,
            link=None if submission.event_id or link is None else link.url,
            given_link=link.url if submission.event_id and link else None,
            join_at=submission.join_at,
            preset=submission.preset,
            agreed_to=submission.agreed_to,
            edits=submission.edits,
            choice=self._choice(submission),
            meeting=meeting,
            is_for_series=submission.form.is_for_series and is_recurring,
            is_series_change=submission.form.context.is_series and is_recurring,
        )

    def _choice(self, submission: Submission) -> Choice | None:
        """A title that was shown, or hidden, because of this one meeting or place is no habit."""
        channel_id, shows_title = submission.form.context.channel_id, submission.form.usual_title
        if channel_id is None or shows_title is None:
            return None
        return choice_of(
            channel_id, submission.preset, submission.settings, self._configuration, shows_title=shows_title
        )
