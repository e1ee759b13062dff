"""Store people's rules, series and pauses. A change marks its person's meetings as due."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select

from bot.core.identifiers import CalendarEventId, TeamId, UserId
from bot.core.rules.model import LeftOut, Pause, PersonalRule, SeriesChoice
from bot.core.rules.series import is_part_before, with_question
from bot.store.audit import write_account_line
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import RULE, SERIES, dump
from bot.store.schema.rule_tables import left_out, personal_rules, rule_pauses, rules_due, series_choices
from bot.store.schema.tables import events

WHOLE_TEAM = UserId("")


_TEAM, _USER, _EVENT = "team", "user ", "event "


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be reconciled: a person's meetings, an event, or all."""

    subject: str
    token: str

    @property
    def is_team(self) -> bool:
        return self.subject == _TEAM

    @property
    def user_id(self) -> UserId | None:
        return UserId(self.subject.removeprefix(_USER)) if self.subject.startswith(_USER) else None

    @property
    def event_id(self) -> CalendarEventId | None:
        return CalendarEventId(self.subject.removeprefix(_EVENT)) if self.subject.startswith(_EVENT) else None


class Rules:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_all(self, team_id: TeamId) -> list[PersonalRule]:
        query = select(personal_rules.c.document).where(personal_rules.c.team_id == team_id)
        return [RULE.validate_json(text) for text in await self._texts(query)]

    async def get(self, team_id: TeamId, user_id: UserId) -> PersonalRule | None:
        whose = (personal_rules.c.team_id == team_id) & (personal_rules.c.user_id == user_id)
        found = await self._texts(select(personal_rules.c.document).where(whose))
        return RULE.validate_json(found[0]) if found else None

    async def save(self, rule: PersonalRule) -> None:
        whose = (personal_rules.c.team_id == rule.team_id) & (personal_rules.c.user_id == rule.user_id)
        row = {"team_id": rule.team_id, "user_id": rule.user_id, "document": dump(RULE, rule)}
        async with self._database.write() as connection:
            await self._replace(connection, personal_rules, whose, row)
            await self._mark_due(connection, rule.team_id, _USER + rule.user_id)
            await _note_rule(connection, rule)

    async def forget(self, team_id: TeamId, user_id: UserId, now: datetime) -> None:
        """One that is off; what is on stays."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"{personal_rules.name}/{team_id}")
            whose = (personal_rules.c.team_id == team_id) & (personal_rules.c.user_id == user_id)
            text = (await connection.execute(select(personal_rules.c.document).where(whose))).scalar_one_or_none()
            if text is None or RULE.validate_json(text).is_on:
                return
            await connection.execute(delete(personal_rules).where(whose))
            await self._mark_due(connection, team_id, _USER + user_id)
            await write_account_line(connection, user_id, "rule given up for the team's default", {}, now)

    async def find_series(self, team_id: TeamId, user_id: UserId | None = None) -> list[SeriesChoice]:
        """Of the person, or of the whole team."""
        query = select(series_choices.c.document).where(series_choices.c.team_id == team_id)
        if user_id is not None:
            query = query.where(series_choices.c.user_id == user_id)
        return [SERIES.validate_json(text) for text in await self._texts(query.order_by(series_choices.c.id))]

    async def get_series(self, team_id: TeamId, series_id: str) -> SeriesChoice | None:
        which = (series_choices.c.id == series_id) & (series_choices.c.team_id == team_id)
        found = await self._texts(select(series_choices.c.document).where(which))
        return SERIES.validate_json(found[0]) if found else None

    async def save_series(self, choice: SeriesChoice) -> SeriesChoice:
        """Return it as it is kept: a person has one choice for a series, whose id stays."""
        which = (
            (series_choices.c.team_id == choice.team_id)
            & (series_choices.c.user_id == choice.user_id)
            & (series_choices.c.calendar_id == choice.calendar_id)
            & (series_choices.c.series_key == choice.series_key)
        )
        async with self._database.write() as connection:
            await self._database.lock(connection, f"series/{choice.team_id}/{choice.user_id}")
            known = (await connection.execute(select(series_choices.c.id).where(which))).scalar_one_or_none()
            kept = choice if known is None else _with_id(choice, known)
            row = {
                "id": kept.id,
                "team_id": kept.team_id,
                "user_id": kept.user_id,
                "calendar_id": kept.calendar_id,
                "series_key": kept.series_key,
                "document": dump(SERIES, kept),
            }
            await self._replace(connection, series_choices, which, row)
            await self._mark_due(connection, kept.team_id, _USER + kept.user_id)
            await _note_series(connection, kept, "series recorded" if kept.records else "series turned off")
        return kept

    async def forget_series(self, choice: SeriesChoice, now: datetime) -> None:
        """With the parts before it, which would go on as this one again."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"series/{choice.team_id}/{choice.user_id}")
            query = select(series_choices.c.document).where(
                series_choices.c.team_id == choice.team_id, series_choices.c.user_id == choice.user_id
            )
            chosen = [SERIES.validate_json(text) for text in (await connection.execute(query)).scalars()]
            gone = [choice.id, *(each.id for each in chosen if is_part_before(each, choice))]
            await connection.execute(delete(series_choices).where(series_choices.c.id.in_(gone)))
            await self._mark_due(connection, choice.team_id, _USER + choice.user_id)
            await _note_series(connection, replace(choice, updated_at=now), "series stopped")

    async def update_hints(self, choice: SeriesChoice) -> None:
        """What the series looks like by now; the choice itself is as it was."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"series/{choice.team_id}/{choice.user_id}")
            query = select(series_choices.c.document).where(series_choices.c.id == choice.id)
            text = (await connection.execute(query)).scalar_one_or_none()
            if text is not None:
                kept = replace(SERIES.validate_json(text), hints=choice.hints)
                which = series_choices.c.id == choice.id
                await connection.execute(series_choices.update().where(which).values(document=dump(SERIES, kept)))

    async def note_asked(self, choice: SeriesChoice, series_key: str) -> bool:
        """Note that its person is asked about another series; False if that was noted before, or it is gone."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"series/{choice.team_id}/{choice.user_id}")
            query = select(series_choices.c.document).where(series_choices.c.id == choice.id)
            text = (await connection.execute(query)).scalar_one_or_none()
            kept = None if text is None else SERIES.validate_json(text)
            if kept is None or series_key in kept.hints.asked_about:
                return False
            asked = dump(SERIES, with_question(kept, series_key))
            which = series_choices.c.id == choice.id
            await connection.execute(series_choices.update().where(which).values(document=asked))
            return True

    async def find_left_out(self, team_id: TeamId) -> list[LeftOut]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(left_out).where(left_out.c.team_id == team_id))
            return [_left_out(row._mapping) for row in rows]

    async def leave_out(self, each: LeftOut) -> None:
        row = {
            "team_id": each.team_id,
            "occurrence": each.occurrence,
            "event_id": each.event_id,
            "made_by": each.by,
            "at": each.at,
            "ends_at": each.ends_at,
        }
        which = (left_out.c.team_id == each.team_id) & (left_out.c.occurrence == each.occurrence)
        async with self._database.write() as connection:
            await self._replace(connection, left_out, which, row)
            await self._mark_due(connection, each.team_id, _EVENT + each.event_id)
            await write_account_line(connection, each.by, "left out", {"event": each.event_id}, each.at)

    async def take_in_again(
        self, team_id: TeamId, occurrence: str, event_id: CalendarEventId, by: UserId, now: datetime
    ) -> None:
        """Nothing is noted of what was not left out."""
        which = (left_out.c.team_id == team_id) & (left_out.c.occurrence == occurrence)
        async with self._database.write() as connection:
            was_left_out = bool((await connection.execute(delete(left_out).where(which))).rowcount)
            await self._mark_due(connection, team_id, _EVENT + event_id)
            if was_left_out:
                await write_account_line(connection, by, "taken in again", {"event": event_id}, now)

    async def find_pauses(self, team_id: TeamId) -> list[Pause]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(rule_pauses).where(rule_pauses.c.team_id == team_id))
            return [Pause(team_id, row.user_id or None, row.made_by, row.at) for row in rows]

    async def pause(self, pause: Pause) -> None:
        whose = _whose_pause(pause.team_id, pause.user_id)
        row = {
            "team_id": pause.team_id,
            "user_id": pause.user_id or WHOLE_TEAM,
            "made_by": pause.by,
            "at": pause.at,
        }
        async with self._database.write() as connection:
            await self._replace(connection, rule_pauses, whose, row)
            await self._mark_due(connection, pause.team_id, _whose(pause.user_id))
            await write_account_line(connection, pause.by, f"rules paused{_of(pause.user_id)}", {}, pause.at)

    async def resume(self, team_id: TeamId, user_id: UserId | None, by: UserId, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(rule_pauses).where(_whose_pause(team_id, user_id)))
            await self._mark_due(connection, team_id, _whose(user_id))
            await write_account_line(connection, by, f"rules resumed{_of(user_id)}", {}, now)

    async def find_due(self, team_id: TeamId) -> list[Due]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(rules_due).where(rules_due.c.team_id == team_id))
            return [Due(row.subject, row.token) for row in rows]

    async def forget_due(self, team_id: TeamId, due: Sequence[Due]) -> None:
        """What has changed once more meanwhile stays due."""
        tokens = [each.token for each in due]
        async with self._database.write() as connection:
            await connection.execute(
                delete(rules_due).where(rules_due.c.team_id == team_id, rules_due.c.token.in_(tokens))
            )

    async def forget_past(self, before: datetime) -> int:
        """Delete what was left out and is over, unless it has been moved since and is still to come."""
        still_to_come = select(events.c.id).where(events.c.ends_at >= before)
        is_over = (left_out.c.ends_at < before) & left_out.c.event_id.not_in(still_to_come)
        async with self._database.write() as connection:
            return int((await connection.execute(delete(left_out).where(is_over))).rowcount)

    async def mark_due(self, team_id: TeamId, user_id: UserId) -> None:
        async with self._database.write() as connection:
            await self._mark_due(connection, team_id, _USER + user_id)

    async def _mark_due(self, connection: Connection, team_id: TeamId, subject: str) -> None:
        which = (rules_due.c.team_id == team_id) & (rules_due.c.subject == subject)
        row = {"team_id": team_id, "subject": subject, "token": secrets.token_hex(16)}
        await self._replace(connection, rules_due, which, row)

    async def _replace(self, connection: Connection, table: Any, which: Any, row: dict[str, Any]) -> None:
        await self._database.lock(connection, f"{table.name}/{row['team_id']}")
        await connection.execute(delete(table).where(which))
        await connection.execute(insert(table).values(**row))

    async def _texts(self, query: Select[str]) -> Sequence[str]:
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalars().all()


def _with_id(choice: SeriesChoice, known: str) -> SeriesChoice:
    return replace(choice, id=known)


def _left_out(row: Any) -> LeftOut:
    return LeftOut(
        team_id=row["team_id"],
        occurrence=row["occurrence"],
        event_id=row["event_id"],
        by=row["made_by"],
        at=row["at"],
        ends_at=row["ends_at"],
    )


async def _note_rule(connection: Connection, rule: PersonalRule) -> None:
    """In the transaction of the change. Words and people that are left out are the person's own affair."""
    if rule.updated_at is not None:
        what = "rule turned on" if rule.is_on else "rule turned off"
        facts = {"matches": " ".join(sorted(rule.matches)) if rule.is_on else None}
        await write_account_line(connection, rule.user_id, what, facts, rule.updated_at)


async def _note_series(connection: Connection, choice: SeriesChoice, what: str) -> None:
    if choice.updated_at is not None:
        await write_account_line(connection, choice.user_id, what, {"series": choice.id}, choice.updated_at)


def _of(user_id: UserId | None) -> str:
    return " for the team" if user_id is None else ""


def _whose(user_id: UserId | None) -> str:
    return _TEAM if user_id is None else _USER + user_id


def _whose_pause(team_id: TeamId, user_id: UserId | None) -> Any:
    return (rule_pauses.c.team_id == team_id) & (rule_pauses.c.user_id == (user_id or WHOLE_TEAM))
