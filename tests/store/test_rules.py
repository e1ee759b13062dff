"""What people have chosen once: kept for each person, and due until it was reconciled."""

from dataclasses import replace
from datetime import timedelta

from bot.audit_lines import format_line
from bot.core.rules.model import LeftOut, Match, Pause, Preferences, SeriesHints
from bot.store.audit import read_audit
from bot.store.mirror.mirror import Mirror
from bot.store.preferences import PersonalPreferences
from bot.store.rules import Rules
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM
from tests.rules import a_row, a_rule, a_series

LEFT_OUT = LeftOut(team_id=TEAM, occurrence="o1", event_id="event-1", by=MAYA, at=NOW, ends_at=SOON)


async def subjects(rules: Rules) -> list[str]:
    return sorted(due.subject for due in await rules.find_due(TEAM))


async def test_a_rule_replaces_the_one_before_and_is_its_persons_own(database):
    rules = Rules(database)
    await rules.save(a_rule(MAYA, Match.HOSTING))
    changed = a_rule(MAYA, Match.EXTERNAL, never_words=("1:1", "Café"), longest=None)
    await rules.save(changed)
    await rules.save(a_rule(JONAS))

    assert await rules.get(TEAM, MAYA) == changed
    assert await rules.get(TEAM, "U0OTHER") is None
    assert {rule.user_id for rule in await rules.find_all(TEAM)} == {MAYA, JONAS}
    assert await rules.find_all("T0OTHER") == []


async def test_a_rule_that_is_off_is_given_up_and_one_that_is_on_is_not(database):
    rules = Rules(database)
    await rules.save(a_rule(MAYA))
    await rules.save(a_rule(JONAS, is_on=False))
    for user in (MAYA, JONAS):
        await rules.forget(TEAM, user, NOW)

    assert [rule.user_id for rule in await rules.find_all(TEAM)] == [MAYA]


async def test_a_person_has_one_choice_for_a_series_whose_id_stays(database):
    rules = Rules(database)
    first = await rules.save_series(a_series(id="s1"))
    second = await rules.save_series(a_series(id="s2", records=False))
    await rules.save_series(a_series(JONAS))

    assert (second.id, second.records) == (first.id, False)
    assert await rules.get_series(TEAM, "s1") == second
    assert await rules.find_series(TEAM, MAYA) == [second]
    assert len(await rules.find_series(TEAM)) == 2


async def test_a_series_that_is_forgotten_is_gone(database):
    rules = Rules(database)
    kept = await rules.save_series(a_series())
    await rules.forget_series(kept, NOW)

    assert await rules.get_series(TEAM, kept.id) is None


async def test_the_parts_before_it_go_along_or_it_would_go_on_as_the_same_again(database):
    rules = Rules(database)
    first, part, later = [
        await rules.save_series(a_series(key=f"abc{end}")) for end in ("", "_R20260309T150000", "_R20260406T150000")
    ]
    others = [await rules.save_series(a_series(JONAS, key="abc")), await rules.save_series(a_series(key="abcd"))]
    await rules.forget_series(part, NOW)

    assert await rules.get_series(TEAM, first.id) is None
    assert {each.id for each in await rules.find_series(TEAM)} == {later.id, *(each.id for each in others)}


async def test_a_question_about_another_series_is_noted_once(database):
    rules = Rules(database)
    kept = await rules.save_series(a_series(hints=SeriesHints(title="Weekly", asked_about=frozenset({"b", "c"}))))

    assert await rules.note_asked(kept, "series-2")
    assert not await rules.note_asked(kept, "series-2")
    assert not await rules.note_asked(replace(kept, id="gone"), "series-2")
    assert (await rules.get_series(TEAM, kept.id)).hints.asked_about == {"b", "c", "series-2"}


async def test_what_a_series_looks_like_by_now_changes_no_choice(database):
    rules = Rules(database)
    kept = await rules.save_series(a_series(records=False))
    hints = SeriesHints(title="New title")
    await rules.update_hints(replace(kept, records=True, hints=hints))

    assert await rules.get_series(TEAM, kept.id) == replace(kept, hints=hints)


async def test_an_occurrence_is_left_out_until_it_is_over(database):
    rules = Rules(database)
    await rules.leave_out(LEFT_OUT)
    await rules.leave_out(replace(LEFT_OUT, by=JONAS))
    assert await rules.find_left_out(TEAM) == [replace(LEFT_OUT, by=JONAS)]

    assert await rules.forget_past(SOON) == 0
    assert await rules.forget_past(SOON + timedelta(seconds=1)) == 1
    assert await rules.find_left_out(TEAM) == []


async def test_an_occurrence_that_was_moved_stays_left_out(database):
    rules = Rules(database)
    await rules.leave_out(LEFT_OUT)
    moved = a_row(event_id=LEFT_OUT.event_id, start_time=SOON + timedelta(days=20), end_time=SOON + timedelta(days=21))
    await Mirror(database).save_events([moved], NOW)

    assert await rules.forget_past(SOON + timedelta(days=7)) == 0
    assert await rules.forget_past(SOON + timedelta(days=22)) == 1


async def test_an_occurrence_may_be_taken_in_again(database):
    rules = Rules(database)
    await rules.leave_out(LEFT_OUT)
    await rules.take_in_again(TEAM, "o1", "event-1", MAYA, NOW)

    assert await rules.find_left_out(TEAM) == []


async def test_a_person_and_the_team_pause_apart(database):
    rules = Rules(database)
    theirs, ours = Pause(TEAM, MAYA, MAYA, NOW), Pause(TEAM, None, JONAS, NOW)
    for pause in (theirs, theirs, ours):
        await rules.pause(pause)
    assert sorted(await rules.find_pauses(TEAM), key=str) == sorted([theirs, ours], key=str)

    await rules.resume(TEAM, None, JONAS, NOW)

    assert await rules.find_pauses(TEAM) == [theirs]


async def test_each_change_is_due_until_it_was_reconciled(database):
    rules = Rules(database)
    await rules.save(a_rule(MAYA))
    await rules.save_series(a_series(JONAS))
    await rules.leave_out(LEFT_OUT)
    await rules.pause(Pause(TEAM, None, JONAS, NOW))
    assert await subjects(rules) == ["event event-1", "team", f"user {JONAS}", f"user {MAYA}"]

    before = await rules.find_due(TEAM)
    await rules.save(a_rule(MAYA, is_on=False))  # while the first change is being reconciled
    await rules.forget_due(TEAM, before)

    [left] = await rules.find_due(TEAM)
    assert (left.user_id, left.event_id, left.is_team) == (MAYA, None, False)


async def test_preferences_have_defaults_and_are_a_persons_own(database):
    store = PersonalPreferences(database)
    at_eight = Preferences(team_id=TEAM, user_id=MAYA, plan_at=8 * 60, offers_on=False)
    await store.save(replace(at_eight, plan_at=None))
    await store.save(at_eight)
    await store.save(Preferences(team_id=TEAM, user_id=JONAS))

    assert await store.get(TEAM, MAYA) == at_eight
    assert await store.get(TEAM, "U0OTHER") == Preferences(team_id=TEAM, user_id="U0OTHER")
    assert await store.find_with_plan(TEAM) == [at_eight]


async def test_who_has_changed_what_is_in_the_audit_trail_and_no_word_of_the_rule(database):
    rules = Rules(database)
    await rules.save(replace(a_rule(MAYA, Match.HOSTING), never_words=("salary",), updated_at=NOW))
    await rules.save(replace(a_rule(MAYA, is_on=False), updated_at=NOW))
    kept = await rules.save_series(replace(a_series(), updated_at=NOW))
    await rules.forget_series(kept, NOW)
    await rules.pause(Pause(TEAM, None, JONAS, NOW))
    await rules.resume(TEAM, None, JONAS, NOW)
    await rules.leave_out(LEFT_OUT)
    await rules.take_in_again(TEAM, "o1", "event-1", MAYA, NOW)
    await rules.take_in_again(TEAM, "o1", "event-1", MAYA, NOW)

    url = database.url.render_as_string(hide_password=False)
    lines = [line async for line in read_audit(url)]

    assert [(line["who"], line["what"]) for line in lines] == [
        (MAYA, "rule turned on"),
        (MAYA, "rule turned off"),
        (MAYA, "series recorded"),
        (MAYA, "series stopped"),
        (JONAS, "rules paused for the team"),
        (JONAS, "rules resumed for the team"),
        (LEFT_OUT.by, "left out"),
        (MAYA, "taken in again"),
    ]
    assert "salary" not in str(lines)
    assert all(format_line(line) for line in lines)
