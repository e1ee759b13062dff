from datetime import date
from decimal import Decimal

import pytest
import yaml

from bot.core.bot_config.policy import Configuration, Preset
from bot.core.bot_config.read_configuration import read_configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.prices import Budget, Prices
from bot.core.errors import SetupError

WHOLE_FILE = """
presets:
  - name: Sales calls
    settings: {bot_name: Acme Notetaker, retention: 168, language: en}
    bot_config:
      variant: {zoom: web_4_core}
      chat: {on_bot_join: {pin: true}}
    bot_config_extra: {hologram: {bright: true}}
  - name: Interviews
policy:
  operators: [U0EXAMPLE1, W0EXAMPLE2]
  channels: [C0EXAMPLE1, G0EXAMPLE2]
  required_notice: We record this call.
  max_retention_hours: 720
  max_bots_per_person_per_day: 20
  everyone_sees_everything: true
  guests: true
people:
  U0EXAMPLE3: [Dana@Example.com, dana@calendar.test]
deduplication: domain
retention_days: 30
give_up_after_minutes: 15
prices: {as_of: 2030-01-31, bot_per_hour: 0.7, variants_per_hour: {web_gpu: 2}}
budget: {dollars_per_month: 250, stops_rules: true}
"""


def read(text: str) -> Configuration:
    return read_configuration(yaml.safe_load(text))


def complaint(text: str) -> str:
    with pytest.raises(SetupError) as raised:
        read(text)
    return str(raised.value)


def a_preset(bot_config: str) -> str:
    return f"presets: [{{name: Sales, bot_config: {bot_config}}}]"


def test_a_whole_file_is_read() -> None:
    configuration = read(WHOLE_FILE)

    sales, interviews = configuration.presets
    assert sales.settings == BotSettings(bot_name="Acme Notetaker", retention=168, language="en")
    assert sales.bot_config_extra == {"hologram": {"bright": True}}
    assert interviews == Preset(name="Interviews")
    assert configuration.policy.operators == {"U0EXAMPLE1", "W0EXAMPLE2"}
    assert configuration.policy.channels == frozenset({"C0EXAMPLE1", "G0EXAMPLE2"})
    assert configuration.people == {"U0EXAMPLE3": {"dana@example.com", "dana@calendar.test"}}
    assert (configuration.deduplication, configuration.retention_days) == ("domain", 30)
    assert configuration.prices == Prices(
        as_of=date(2030, 1, 31), bot_per_hour=Decimal("0.7"), variants_per_hour={"web_gpu": Decimal(2)}
    )
    assert configuration.budget == Budget(dollars_per_month=Decimal(250), stops_rules=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prices: {bot_per_hours: 1}", "prices.bot_per_hours: unknown key; did you mean `bot_per_hour`?"),
        ("prices: {bot_per_hour: cheap}", "prices.bot_per_hour: must be a number."),
        ("prices: {bot_per_hour: [1]}", "prices.bot_per_hour: must be a number."),
        ("prices: {bot_per_hour: .nan}", "prices.bot_per_hour: must be a number."),
        ("prices: {bot_per_hour: -1}", "prices.bot_per_hour: must be 0 or more."),
        ("prices: {variants_per_hour: {web_gpu: much}}", "prices.variants_per_hour.web_gpu: must be a number."),
        ("prices: {as_of: spring}", "prices.as_of: must be a date such as 2026-11-29."),
        ("prices: {as_of: 2030-01-31T09:00:00Z}", "prices.as_of: must be a date such as 2026-11-29."),
        ("budget: {dollars_per_month: 0}", "budget.dollars_per_month: must be more than 0."),
        ("budget: 200", "budget: must contain keys and values."),
        ("budget: {stops_rules: maybe}", "budget.stops_rules: must be true or false."),
    ],
)
def test_what_is_wrong_with_a_price_or_a_budget_is_said(text: str, told: str) -> None:
    assert complaint(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: {defualt: [all]}", "rules.defualt: unknown key; did you mean `default`?"),
        ("rules: {default: [hosted]}", "rules.default[0]: `hosted` isn't a valid choice; did you mean `hosting`?"),
        ("rules: {default: all}", "rules.default: must be a list: put `- ` before each entry."),
        ("rules: {domains: [example]}", "rules.domains[0]: `example` isn't a domain such as example.com."),
        ("rules: {never: {word: [x]}}", "rules.never.word: unknown key; did you mean `words`?"),
        ("rules: {never: {words: ['']}}", "rules.never.words[0]: can't be empty."),
        ("rules: {never: {people: [dana]}}", "rules.never.people[0]: `dana` isn't an email address."),
        ("rules: {longest_hours: 0}", "rules.longest_hours: must be 1 or more."),
        ("rules: {max_meetings_per_team_per_day: 0}", "rules.max_meetings_per_team_per_day: must be 1 or more."),
        ("rules: {preset: Sales}", "rules.preset: there is no preset `Sales`; no keys go here."),
        (
            "presets: [{name: Sale}]\nrules: {preset: Sales}",
            "rules.preset: there is no preset `Sales`; did you mean `Sale`?",
        ),
    ],
)
def test_what_is_wrong_with_rules_is_said(text: str, told: str) -> None:
    assert complaint(text) == told


def test_empty_rules_mean_the_default() -> None:
    assert read("rules:") == read("rules: {default: }") == read("rules: {never: {words: }}") == Configuration()


def test_an_empty_price_or_budget_means_the_default() -> None:
    assert read("prices: {bot_per_hour: }\nbudget: {dollars_per_month: }") == Configuration()


@pytest.mark.parametrize("text", ["", "{}", "policy:", "presets:\npeople:", "policy:\n  channels:\n  operators:"])
def test_nothing_written_means_the_defaults(text: str) -> None:
    assert read(text) == Configuration()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- presets", "it must contain keys such as `presets:` and `policy:`."),
        ("hello", "it must contain keys such as `presets:` and `policy:`."),
        ("presests: []", "presests: unknown key; did you mean `presets`?"),
        ("zebra: 1", "zebra: unknown key; allowed here: `budget`, `deduplication`"),
        ("1: 2", "must be text; put it in quotes."),
        ("policy: {operater: [U1]}", "policy.operater: unknown key; did you mean `operators`?"),
        ("policy: [U1]", "policy: must contain keys and values"),
        ("policy: {operators: U0EXAMPLE1}", "policy.operators: must be a list: put `- ` before each entry"),
        ("policy: {operators: [dana]}", "policy.operators[0]: `dana` isn't a Slack user ID"),
        ("policy: {operators: [C0EXAMPLE1]}", "copy the member ID"),
        ("policy: {operators: [12]}", "policy.operators[0]: must be text; put it in quotes"),
        ("policy: {channels: ['#sales']}", "policy.channels[0]: `#sales` isn't a Slack channel ID"),
        (
            "policy: {channels: [D0EXAMPLE1]}",
            "` isn't a Slack channel ID",
        ),
        ("policy: {channels: []}", "policy.channels: can't be empty: remove the key"),
        ("policy: {max_retention_hours: 0}", "policy.max_retention_hours: must be 1 or more"),
        ("policy: {max_retention_hours: a week}", "policy.max_retention_hours: must be a whole number"),
        ("policy: {guests: perhaps}", "policy.guests: must be true or false"),
        (f"policy: {{required_notice: {'n' * 501}}}", "policy.required_notice: must have 500 characters or fewer"),
        ("people: {dana: [dana@example.com]}", "people.dana: `dana` isn't a Slack user ID"),
        ("people: {U0EXAMPLE1: dana@example.com}", "people.U0EXAMPLE1: must be a list"),
        ("people: {U0EXAMPLE1: [dana]}", "people.U0EXAMPLE1[0]: `dana` isn't an email address"),
        ("deduplication: meting", "deduplication: `meting` isn't a valid choice; did you mean `meeting`?"),
        ("retention_days: 0", "retention_days: must be 1 or more"),
        ("give_up_after_minutes: 0", "give_up_after_minutes: must be 1 or more"),
        ("policy: {max_bots_per_person_per_day: 0}", "max_bots_per_person_per_day: must be 1 or more"),
        (f"presets: [{{name: {'n' * 76}}}]", "presets[0].name: must have 75 characters or fewer"),
        ("presets: {Sales: {}}", "presets: must be a list"),
        ("presets: [Sales]", "presets[0]: must contain keys and values"),
        ("presets: [{settings: {}}]", "presets[0].name: is missing"),
        ("presets: [{name: ''}]", "presets[0].name: can't be empty"),
        ("presets: [{name: A}, {name: B}, {name: A}]", "presets[2].name: another preset is already called `A`"),
        ("presets: [{name: A, setings: {}}]", "presets[0].setings: unknown key; did you mean `settings`?"),
        ("presets: [{name: A, settings: {bot_nam: x}}]", "presets[0].settings.bot_nam: unknown key"),
        ("presets: [{name: A, settings: {language: German}}]", "presets[0].settings.language: Unknown language"),
        ("presets: [{name: A, settings: {retention: forevr}}]", "did you mean `forever`?"),
        (
            "presets: [{name: A, settings: {retention: 0}}]",
            "retention: must be one of `account`, `forever` or `none`",
        ),
        ("presets: [{name: A, bot_config_extra: {at: 2026-03-02}}]", "presets[0].bot_config_extra.at: must be"),
    ],
)
def test_a_slip_is_named_with_its_place_and_its_mend(text: str, words: str) -> None:
    assert words in complaint(text)


@pytest.mark.parametrize(
    ("bot_config", "words"),
    [
        ("{bot_nmae: x}", ".bot_nmae: unknown key; did you mean `bot_name`?"),
        ("{recording_config: {retension: {}}}", ".recording_config.retension: unknown key"),
        ("{chat: {on_bot_join: {mesage: Hi}}}", ".chat.on_bot_join.mesage: unknown key"),
        ("{meeting_url: 'https://zoom.us/j/1'}", ".meeting_url: comes from the meeting; remove it"),
        ("{join_at: '2026-03-02T15:00:00Z'}", ".join_at: comes from the meeting"),
        ("{variant: {zoom: nativ}}", ".variant.zoom: `nativ` isn't a valid choice; did you mean `native`?"),
        ("{automatic_leave: {waiting_room_timeout: 5}}", ".automatic_leave.waiting_room_timeout: must be 30 or more"),
        ("{automatic_leave: {everyone_left_timeout: 60}}", "must contain keys"),
        (
            "{recording_config: {transcript: {provider: {recallai_async: {}}}}}",
            "` only works after a meeting, not with a bot;",
        ),
        (
            "{recording_config: {transcript: {provider: {meeting_captions: {}, rev_streaming: {}}}}}",
            "exactly one provider",
        ),
        ("{recording_config: {video_separate_mp4: {}}}", "presets[0].settings.media: This preset also records"),
        (
            "{recording_config: {transcript: {provider: {recallai_streaming: {mode: prioritize_low_latency}}}}}",
            "presets[0].settings.language: This preset's fast transcript only works in English",
        ),
        ("{automatic_video_output: {in_call_recording: {kind: jpeg}}}", ".in_call_recording.b64_data: is missing"),
        (
            "{automatic_audio_output: {in_call_recording: {data: {kind: mp3, b64_data: SUQz}}}, "
            "output_media: {camera: {kind: webpage, config: {url: 'https://a.test'}}}}",
            "presets[0].bot_config: use automatic_audio_output or output_media",
        ),
    ],
)
def test_a_slip_in_bot_config_is_found_at_start(bot_config: str, words: str) -> None:
    assert words in complaint(a_preset(bot_config))


@pytest.mark.parametrize(
    "bot_config",
    [
        "{chat: {on_bot_join: {pin: true}}}",
        "{automatic_leave: {everyone_left_timeout: {timeout: 5}}}",
        "{recording_config: {transcript: {provider: {deepgram_streaming: {language: de}}}}}",
        "{recording_config: {video_separate_mp4: {}, video_mixed_layout: gallery_view_v2}}",
        "{recording_config: {transcript: {provider: {}}}}",
        "{recording_config: {transcript: {provider: {recallai_streaming: {mode: prioritize_low_latency, "
        "language_code: en}}}}}",
    ],
)
def test_a_bot_config_may_leave_to_the_form_what_the_form_says(bot_config: str) -> None:
    assert read(a_preset(bot_config)).presets[0].bot_config == yaml.safe_load(bot_config)


@pytest.mark.parametrize(
    ("retention", "sentence"),
    [
        ("forevr", "`forevr` isn't a valid choice; did you mean `forever`?"),
        ("a week", "must be one of `account`, `forever` or `none`, or must be a whole number."),
    ],
)
def test_a_value_that_may_be_a_word_or_a_number_is_explained_once(retention: str, sentence: str) -> None:
    told = complaint(f"presets: [{{name: A, settings: {{retention: {retention}}}}}]")

    assert told == f"presets[0].settings.retention: {sentence}"


def test_a_file_that_says_nothing_of_it_keeps_bookings_for_ninety_days_and_tries_for_an_hour() -> None:
    assert (read("").retention_days, read("").give_up_after_minutes) == (90, 60)
    assert read("{retention_days: 1, give_up_after_minutes: 1, policy: {max_bots_per_person_per_day: 1}}")


def test_all_problems_are_told_together() -> None:
    told = complaint("{polcy: {}, retention_days: 0, presets: [{name: A, bot_config: {bot_nmae: x}}, {name: A}]}")

    first, *rest = told.splitlines()
    assert first == "4 problems:"
    assert [line.split(":")[0] for line in rest] == [
        "- retention_days",
        "- polcy",
        "- presets[0].bot_config.bot_nmae",
        "- presets[1].name",
    ]


@pytest.mark.parametrize(
    ("preset", "place"),
    [
        ("settings: {retention: 721}", "presets[0].settings.retention"),
        ("settings: {retention: forever}", "presets[0].settings.retention"),
        ("settings: {retention: account}", "presets[0].settings.retention"),
        (
            "bot_config: {recording_config: {retention: {type: forever}}}",
            "presets[0].bot_config.recording_config.retention",
        ),
    ],
)
def test_no_preset_keeps_recordings_longer_than_the_policy(preset: str, place: str) -> None:
    text = f"{{policy: {{max_retention_hours: 720}}, presets: [{{name: A, {preset}}}]}}"

    assert complaint(text) == f"{place}: is longer than policy.max_retention_hours; write 720 (30 days) or less."


@pytest.mark.parametrize("settings", ["{}", "{retention: 720}", "{retention: none}"])
def test_a_preset_within_the_policy_is_fine(settings: str) -> None:
    assert read(f"{{policy: {{max_retention_hours: 720}}, presets: [{{name: A, settings: {settings}}}]}}")
