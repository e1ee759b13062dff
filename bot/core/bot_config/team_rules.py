"""Model `rules:` of `CONFIG_FILE`: what admins say about what is recorded without being asked for."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.core.addresses import DomainName, EmailAddress

MatchWord = Literal["hosting", "external", "accepted", "all"]


def _word(text: str) -> str:
    if not text.strip():
        raise ValueError("can't be empty.")
    return text.strip()


Word = Annotated[str, AfterValidator(_word)]


class NeverRecorded(BaseModel):
    """What no rule and no series books. A person can still schedule a bot by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: frozenset[Word] = frozenset()  # in the title
    people: frozenset[EmailAddress] = frozenset()
    domains: frozenset[DomainName] = frozenset()


class TeamRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    # For those who connected a calendar from Slack and have no rule of their own; empty: nothing is recorded.
    default: frozenset[MatchWord] = frozenset()
    preset: str | None = None  # with which the team's default records, and a personal rule starts
    never: NeverRecorded = NeverRecorded()
    domains: frozenset[DomainName] = frozenset()  # ours, beside those of the connected calendars
    longest_hours: int | None = Field(4, ge=1, le=24)
    max_meetings_per_person_per_day: int | None = Field(None, ge=1)
    max_meetings_per_team_per_day: int | None = Field(None, ge=1)
