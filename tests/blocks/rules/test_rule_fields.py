"""The fields of the rules form: shown, typed into, and read back."""

from collections.abc import Iterable
from datetime import time
from typing import Any

import pytest

from bot.blocks.form.read import UnreadableForm
from bot.blocks.kit.block_kit import PRIVATE_METADATA, Json, modal
from bot.blocks.kit.mrkdwn import length
from bot.blocks.names import Callback, RuleField
from bot.blocks.rules.draft import RuleDraft, fill_draft, read_draft, rule_of
from bot.blocks.rules.fields import (
    LONGEST_DOMAINS,
    LONGEST_PEOPLE,
    LONGEST_WORDS,
    RuleChoices,
    rule_fields,
)
from bot.blocks.rules.lists import MOST_ENTRIES, read_domains, read_people, read_words
from bot.blocks.rules.read_rule import read_rule
from bot.core.bot_config.policy import Policy, Preset
from bot.core.identifiers import ChannelId
from bot.core.rules.model import Match, Preferences, WorkingHours
from tests.blocks.in_slack import answered, assert_modal, elements, words
from tests.examples import GENERAL, MAYA, NOW, TEAM, a_person

PRESETS = (Preset(name="Sales calls"),)
WHOLE = RuleDraft(
    matches=(Match.HOSTING, Match.EXTERNAL),
    only_accepted=False,
    never_words=("1:1", "salary"),
    never_people=("dana@example.com",),
    never_domains=("lawyers.test",),
    work_days=(0, 1, 2, 3, 4),
    work_from=time(9),
    work_until=time(17, 30),
    longest_minutes=90,
    preset="Sales calls",
    destination=GENERAL,
)


def shown(draft: RuleDraft, policy: Policy | None = None, presets: tuple[Preset, ...] = PRESETS) -> Json:
    blocks = rule_fields(draft, RuleChoices(policy or Policy(), presets, "Europe/Berlin"))
    return modal(Callback.RULES_FORM, "Rules", blocks, submit="Preview")


def read(view: Json, policy: Policy | None = None, presets: tuple[Preset, ...] = PRESETS) -> Any:
    return read_rule(view, policy=policy or Policy(), presets=presets)


@pytest.mark.parametrize("draft", [RuleDraft(), WHOLE])
@pytest.mark.parametrize("policy", [Policy(), Policy(channels=frozenset({GENERAL}))])
def test_slack_takes_the_fields(draft: RuleDraft, policy: Policy) -> None:
    assert_modal(shown(draft, policy))


def test_what_is_shown_is_read_back_as_it_is() -> None:
    assert read(answered(shown(WHOLE))) == WHOLE


def test_a_new_person_starts_with_nothing_but_that_invitations_must_be_accepted() -> None:
    view = shown(RuleDraft())

    assert "initial_options" not in elements(view)[RuleField.MATCHES]
    assert "initial_options" in elements(view)[RuleField.ONLY_ACCEPTED]


@pytest.mark.parametrize(
    ("field", "answer", "problem"),
    [
        (RuleField.MATCHES, [], "Choose which meetings to record."),
        (RuleField.NEVER_PEOPLE, "Jonas", '"jonas" isn\'t an email address.'),
        (RuleField.NEVER_DOMAINS, "acme", '"acme" isn\'t a domain'),
        (RuleField.LONGEST, "25", "Enter up to 24 hours."),
        (RuleField.WORK_FROM, None, "Set this time too"),
        (RuleField.WORK_UNTIL, None, "Set this time too"),
        (RuleField.WORK_UNTIL, "09:00", "Choose a different time"),
        (RuleField.WORK_DAYS, [], "Choose at least one day"),
        (RuleField.PRESET, "Gone", "This preset no longer exists."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beneath_its_field(field: RuleField, answer: Any, problem: str) -> None:
    errors = read(answered(shown(WHOLE), {field: answer}))

    assert list(errors) == [field]
    assert problem in errors[field]


def test_all_wrong_answers_are_named_together() -> None:
    errors = read(answered(shown(WHOLE), {RuleField.MATCHES: [], RuleField.NEVER_PEOPLE: "Jonas"}))

    assert set(errors) == {RuleField.MATCHES, RuleField.NEVER_PEOPLE}


@pytest.mark.parametrize("chosen", [None, "C0OTHER"])
def test_updates_go_only_where_the_admin_allows(chosen: str | None) -> None:
    policy = Policy(channels=frozenset({GENERAL}))

    view = shown(WHOLE, policy)

    assert "Your admin allows updates only in" in words(view)
    assert list(read(answered(view, {RuleField.DESTINATION: chosen}), policy)) == [RuleField.DESTINATION]


@pytest.mark.parametrize(
    ("days", "hours"),
    [(range(7), None), (range(4), WorkingHours(begin=0, end=0, days=frozenset(range(4))))],
)
def test_without_times_a_day_counts_as_a_whole(days: Iterable[int], hours: WorkingHours | None) -> None:
    """Who unticks Friday has nothing recorded on Friday."""
    chosen = {RuleField.WORK_FROM: None, RuleField.WORK_UNTIL: None, RuleField.WORK_DAYS: [str(day) for day in days]}
    draft = read(answered(shown(WHOLE), chosen))

    rule = rule_of(draft, a_person(), NOW, is_on=True)

    assert rule.working_hours == hours
    assert fill_draft(rule, Preferences(team_id=TEAM, user_id=MAYA)) == draft


@pytest.mark.parametrize(
    ("word", "person", "domain"),
    [("a{}", "{}@e", "{}.de"), ('""{}', '""{}@e', "ü{}.de"), ("🎉{}", "🎉{}@e", "日{}.de")],
    ids=["short", "doubled by JSON", "of two units"],
)
def test_the_longest_lists_fit_into_the_preview(word: str, person: str, domain: str) -> None:
    """Each entry costs two quotation marks and a comma, and some letters take more room than they show."""
    draft = WHOLE.model_copy(
        update={
            "never_words": read_words(typed(word, LONGEST_WORDS)).entries,
            "never_people": read_people(typed(person, LONGEST_PEOPLE)).entries,
            "never_domains": read_domains(typed(domain, LONGEST_DOMAINS)).entries,
            "preset": "é" * 75,
            "destination": ChannelId("C" * 30),
            "plan_at": time(23, 59),
            "work_days": tuple(range(7)),
        }
    )

    written = draft.model_dump_json()

    assert length(written) <= PRIVATE_METADATA
    assert read_draft({"private_metadata": written}) == draft


def typed(entry: str, longest: int) -> str:
    """As many different entries as the field takes."""
    lines: list[str] = []
    while length("\n".join([*lines, entry.format(len(lines))])) <= longest:
        lines.append(entry.format(len(lines)))
    return "\n".join(lines[:MOST_ENTRIES])


def test_a_draft_of_another_version_is_none() -> None:
    assert read_draft({"private_metadata": '{"v":2}'}) is None
    assert read_draft({}) is None


@pytest.mark.parametrize("view", [{}, {"state": {"values": {}}}, {"state": {"values": {"other": {"a": {}}}}}])
def test_what_is_no_rules_form_is_unreadable(view: Json) -> None:
    assert isinstance(read(view), UnreadableForm)
