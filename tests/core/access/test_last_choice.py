"""The next form starts with what was chosen last, as far as it still holds."""

from bot.core.access.last_choice import Choice, choice_of, start_with
from bot.core.bot_config.policy import Configuration, Policy, Preset
from bot.core.bot_config.settings import BotSettings, Media
from bot.core.identifiers import ChannelId
from tests.examples import GENERAL

SALES = Preset(name="Sales", settings=BotSettings(bot_name="Acme Notetaker", language="de"))
FIRST = Preset(name="First")
CONFIGURATION = Configuration(presets=(FIRST, SALES))


def remembered(
    settings: BotSettings, preset: str | None = None, configuration: Configuration = CONFIGURATION
) -> Choice:
    return choice_of(GENERAL, preset, settings, configuration, shows_title=True)


def test_without_a_choice_a_form_starts_with_the_first_preset() -> None:
    start = start_with(None, CONFIGURATION)

    assert (start.preset, start.settings, start.shows_title) == (FIRST, FIRST.settings, True)


def test_preset_settings_and_title_come_back() -> None:
    chosen = SALES.settings.model_copy(update={"retention": 24, "media": Media.AUDIO_ONLY})

    start = start_with(choice_of(GENERAL, "Sales", chosen, CONFIGURATION, shows_title=False), CONFIGURATION)

    assert (start.preset, start.settings, start.shows_title) == (SALES, chosen, False)


def test_no_preset_is_a_choice_too() -> None:
    start = start_with(remembered(BotSettings(bot_name="Mine")), CONFIGURATION)

    assert (start.preset, start.settings) == (None, BotSettings(bot_name="Mine"))


def test_what_the_operator_changes_in_a_preset_comes_through() -> None:
    choice = remembered(SALES.settings.model_copy(update={"retention": 24}), "Sales")
    renamed = SALES.model_copy(update={"settings": BotSettings(bot_name="Acme 2.0", language="fr")})

    settings = start_with(choice, Configuration(presets=(renamed,))).settings

    assert (settings.bot_name, settings.language, settings.retention) == ("Acme 2.0", "fr", 24)


def test_a_preset_that_is_gone_takes_its_settings_with_it() -> None:
    choice = remembered(SALES.settings.model_copy(update={"retention": 24}), "Sales")

    start = start_with(choice, Configuration(presets=(FIRST,)))

    assert (start.preset, start.settings) == (FIRST, FIRST.settings)


def test_the_policy_of_today_counts() -> None:
    stricter = Configuration(policy=Policy(max_retention_hours=24, required_notice="This call is recorded."))
    choice = remembered(BotSettings(retention="forever", chat_notice="Hello"), configuration=Configuration())

    settings = start_with(choice, stricter).settings

    assert settings.retention == 24
    assert "This call is recorded." in settings.chat_notice
    assert "Hello" in settings.chat_notice


def test_what_a_preset_has_fixed_is_not_chosen_otherwise() -> None:
    fixing = Preset(
        name="Sales", bot_config={"recording_config": {"transcript": {"provider": {"deepgram_streaming": {}}}}}
    )
    assert "transcript" in fixing.fixed_fields
    choice = remembered(BotSettings(transcript="none", bot_name="Mine"), "Sales", Configuration(presets=(SALES,)))

    settings = start_with(choice, Configuration(presets=(fixing,))).settings

    assert settings.transcript == fixing.settings.transcript
    assert settings.bot_name == "Mine"


def test_settings_of_another_version_are_forgotten() -> None:
    for changed in ({"no_such_setting": 1}, {"bot_name": ""}, {"retention": "sometimes"}, {"media": None}):
        choice = Choice(channel_id=ChannelId("C1"), changed=changed, shows_title=False)

        start = start_with(choice, Configuration())

        assert (start.settings, start.shows_title) == (BotSettings(), False)
