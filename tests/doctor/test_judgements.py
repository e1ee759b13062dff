"""Check what the doctor says of each state of an installation."""

import pytest

from bot.core.bot_config.policy import Configuration, Policy, Preset
from bot.core.errors import AnsweredError, NoAnswer, SlackRefusal
from bot.doctor.configuration import describe_policy, describe_rules, judge_file, judge_operators, judge_webhook_secrets
from bot.doctor.corners import describe_corners
from bot.doctor.database import DatabaseFacts, judge_database
from bot.doctor.finding import Finding, Level, is_well, note, ok, render_findings, wrong
from bot.doctor.recall import MAX_NAMED, KeyRefused, judge_calendars, judge_refusal
from bot.doctor.slack import NEEDED_SCOPES, USEFUL_SCOPES, SignIn, judge_listening, judge_scopes, judge_sign_in
from bot.recall.wire import WireCalendar
from bot.settings import Settings

ALL_SCOPES = frozenset({*NEEDED_SCOPES, *USEFUL_SCOPES})


def levels(findings: list[Finding]) -> set[Level]:
    return {finding.level for finding in findings}


def a_calendar(status: str = "connected", email: str | None = "dana@example.com") -> WireCalendar:
    return WireCalendar.model_validate(
        {"id": "calendar-1", "platform": "google_calendar", "status": status, "platform_email": email}
    )


def test_a_known_app_with_every_scope_is_well():
    findings = judge_sign_in(SignIn("Example", "recall_schedule", ALL_SCOPES))

    assert levels(findings) == {Level.OK}


@pytest.mark.parametrize(("scope", "loss"), NEEDED_SCOPES.items())
def test_a_missing_scope_that_is_needed_is_wrong_and_says_what_is_lost(scope, loss):
    [finding] = judge_scopes(ALL_SCOPES - {scope})

    assert finding.level is Level.WRONG
    assert scope in finding.sentence
    assert loss in finding.sentence
    assert finding.remedy


@pytest.mark.parametrize("scope", USEFUL_SCOPES)
def test_a_missing_scope_that_is_useful_is_a_note(scope):
    [finding] = judge_scopes(ALL_SCOPES - {scope})

    assert finding.level is Level.NOTE
    assert scope in finding.sentence


def test_a_slack_that_does_not_name_scopes_is_no_fault():
    assert levels(judge_scopes(None)) == {Level.NOTE}


@pytest.mark.parametrize(
    ("refusal", "word"),
    [
        (SlackRefusal("invalid_auth", permanent=True), "Bot User OAuth Token"),
        (SlackRefusal("no_answer", permanent=False), "SLACK_API_URL"),
        (SlackRefusal("internal_error", permanent=False), "in a minute"),
    ],
)
def test_a_refused_sign_in_says_how_to_mend_it(refusal, word):
    [finding] = judge_sign_in(refusal)

    assert finding.level is Level.WRONG
    assert word in finding.remedy


def test_socket_mode_needs_an_app_token_that_slack_takes():
    assert judge_listening(True, None).level is Level.OK
    assert "connections:write" in judge_listening(True, SlackRefusal("missing_scope", permanent=True)).remedy
    assert "/slack/events" in judge_listening(False, None).sentence


def test_a_key_of_another_region_names_the_region():
    finding = judge_refusal(KeyRefused(AnsweredError(401), "us-west-2", ("eu-central-1",)))

    assert finding.level is Level.WRONG
    assert "works in eu-central-1" in finding.sentence
    assert finding.remedy == "Set RECALL_REGION=eu-central-1."


@pytest.mark.parametrize(
    ("refused", "word"),
    [
        (KeyRefused(AnsweredError(401), "us-west-2"), "in any region"),
        (KeyRefused(AnsweredError(401), None), "at RECALL_API_URL"),
        (KeyRefused(AnsweredError(402), "us-west-2"), "credit"),
        (KeyRefused(AnsweredError(503), "us-west-2"), "503"),
        (KeyRefused(NoAnswer("list_calendars: no answer (ConnectError)"), "us-west-2"), "ConnectError"),
    ],
)
def test_a_refusing_recall_is_wrong_and_says_why(refused, word):
    finding = judge_refusal(refused)

    assert finding.level is Level.WRONG
    assert word in finding.sentence
    assert finding.remedy


def test_calendars_are_counted():
    [finding] = judge_calendars([a_calendar(), a_calendar()])

    assert finding == ok("Calendars: 2 connected.")


def test_no_calendar_is_a_note():
    assert levels(judge_calendars([])) == {Level.NOTE}


def test_a_lost_calendar_beside_a_good_one_is_a_note_with_its_owner():
    _, lost = judge_calendars([a_calendar(), a_calendar("disconnected", "eli@example.com")])

    assert lost.level is Level.NOTE
    assert "eli@example.com (Google)" in lost.sentence
    assert lost.remedy


def test_only_lost_calendars_are_wrong():
    assert levels(judge_calendars([a_calendar("disconnected")])) == {Level.WRONG}


def test_a_connecting_calendar_is_named_too_by_its_id_if_need_be():
    [waiting] = judge_calendars([a_calendar("connecting", None)])

    assert waiting.level is Level.NOTE
    assert "calendar-1 (Google)" in waiting.sentence


def test_a_long_list_of_lost_calendars_is_cut():
    [lost] = judge_calendars([a_calendar("disconnected")] * (MAX_NAMED + 3))

    assert lost.sentence.count("dana@example.com") == MAX_NAMED
    assert "and 3 more" in lost.sentence


@pytest.mark.parametrize(
    ("facts", "processes", "expected"),
    [
        (DatabaseFacts("db.test, bot,", seconds_ahead=-4.0), 3, {Level.OK}),
        (DatabaseFacts("db.test, bot,", seconds_ahead=12.0), 3, {Level.OK, Level.WRONG}),
        (DatabaseFacts("bot.db", mode=0o600, is_sqlite=True), 1, {Level.OK}),
        (DatabaseFacts("bot.db", exists=False, is_sqlite=True), 1, {Level.OK}),
        (DatabaseFacts("bot.db", mode=0o604, is_sqlite=True), 1, {Level.OK, Level.NOTE}),
        (DatabaseFacts("bot.db", mode=0o640, is_sqlite=True), 1, {Level.OK, Level.NOTE}),
        (DatabaseFacts("bot.db", mode=0o600, is_sqlite=True, is_migrated=False), 1, {Level.NOTE}),
        (DatabaseFacts("bot.db", mode=0o600, is_sqlite=True), 2, {Level.OK, Level.WRONG}),
        (DatabaseFacts("db.test, bot,", fault="password authentication failed"), 1, {Level.WRONG}),
    ],
)
def test_the_state_of_the_database(facts, processes, expected):
    assert levels(judge_database(facts, processes)) == expected


def test_a_missing_webhook_secret_says_what_is_lost():
    finding = judge_webhook_secrets(0, 300)

    assert finding.level is Level.NOTE
    assert "every 300 seconds" in finding.sentence
    assert judge_webhook_secrets(1, 300).level is Level.OK
    assert "2 webhook secrets" in judge_webhook_secrets(2, 300).sentence


def test_the_configuration_file_is_told_with_its_presets():
    configuration = Configuration(presets=(Preset(name="Sales"), Preset(name="Support")))

    assert judge_file("policy.yml", configuration) == ok(
        "The configuration in policy.yml is valid. Presets: Sales, Support."
    )
    assert judge_file(None, Configuration()).level is Level.NOTE


def test_an_installation_without_operators_is_noted():
    assert judge_operators(Policy()).level is Level.NOTE
    assert "U0A, U0B" in judge_operators(Policy(operators=frozenset({"U0B", "U0A"}))).sentence


def test_the_policy_is_put_into_words():
    strict = Policy(
        channels=frozenset({"C0GENERAL"}),
        required_notice="This call is recorded.",
        max_retention_hours=168,
        max_bots_per_person_per_day=5,
        guests=True,
        everyone_sees_everything=True,
        summaries_in_channels=False,
    )

    assert describe_policy(Policy()) == ["people see their own meetings.", "guests can't schedule bots."]
    assert describe_policy(strict) == [
        "everyone sees every meeting.",
        "guests can schedule bots.",
        "updates can only be posted in C0GENERAL.",
        "the bot posts in every meeting's chat: “This call is recorded.”",
        "recordings are kept for 7 days at most.",
        "5 bots per person per day at most.",
        "summaries stay out of channels.",
    ]


@pytest.mark.parametrize("key", Policy.model_fields)
def test_every_key_of_the_policy_is_told(key):
    value = {
        "operators": frozenset({"U0OPERATOR"}),
        "channels": frozenset({"C0GENERAL"}),
        "required_notice": "This call is recorded.",
        "max_retention_hours": 168,
        "max_bots_per_person_per_day": 5,
        "everyone_sees_everything": True,
        "guests": True,
        "summaries_in_channels": False,
    }[key]

    def told(policy: Policy) -> list[str]:
        return [judge_operators(policy).sentence, *describe_policy(policy)]

    assert told(Policy(**{key: value})) != told(Policy())


def test_the_other_rules_are_told():
    assert describe_rules(Configuration(retention_days=1, give_up_after_minutes=90, deduplication="domain")) == [
        "one bot for each email domain.",
        "recorded for people without a rule of their own: nothing.",
        "a failed booking is retried for 90 minutes.",
        "bookings and audit entries are reduced to IDs and times after 1 day.",
    ]


def test_findings_are_written_a_line_each_with_the_mend_below():
    text = render_findings([ok("This is."), note("That could."), wrong("It is not.", "Do this.")])

    assert text.splitlines() == [
        "ok     This is.",
        "note   That could.",
        "wrong  It is not.",
        "       -> Do this.",
        "",
        "1 problem found.",
    ]


def test_notes_leave_an_installation_well():
    assert is_well([ok("This is."), note("That could.")])
    assert not is_well([ok("This is."), wrong("It is not.", "Do this.")])
    assert "Everything looks good." in render_findings([note("That could.")])


def settings_with(**settings):
    return Settings(
        slack_bot_token="xoxb-made-up",
        slack_signing_secret="s" * 32,
        recall_api_key="k",
        recall_region="us-west-2",
        **settings,
    )


def test_the_corners_of_slack_are_named_whether_they_are_on_or_off():
    off = describe_corners(ALL_SCOPES, settings_with())
    on = describe_corners(ALL_SCOPES | {"app_mentions:read"}, settings_with(workflow_step_enabled=True))

    assert levels([*off, *on]) == {Level.OK}
    assert [each.sentence.split(".")[0] for each in off] == ["Mentions: off", "Workflow Builder: off", "AI agents: off"]
    assert [each.sentence.split(".")[0] for each in on] == ["Mentions: on", "Workflow Builder: on", "AI agents: off"]
    assert "manifest --mentions" in off[0].sentence
    assert describe_corners(None, settings_with()) == off[1:]
