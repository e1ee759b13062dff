"""Describe the configuration, and note what was left open."""

from bot.core.bot_config.durations import hours_in_words
from bot.core.bot_config.policy import Configuration, Policy
from bot.doctor.finding import Finding, note, ok
from bot.environment.problems import describe_suggestion
from bot.settings import Settings, find_misnamed_variables


def examine_configuration(settings: Settings) -> list[Finding]:
    return [
        *(judge_unknown_variable(*each) for each in find_misnamed_variables().items()),
        judge_webhook_secrets(len(settings.recall_webhook_secret), settings.sync_interval_seconds),
        judge_file(str(settings.config_file) if settings.config_file else None, settings.configuration),
        judge_operators(settings.configuration.policy),
        *(ok(f"Policy: {sentence}") for sentence in describe_policy(settings.configuration.policy)),
        *(ok(f"Rules: {sentence}") for sentence in describe_rules(settings.configuration)),
    ]


def judge_unknown_variable(name: str, meant: str | None) -> Finding:
    return note(describe_suggestion(name, meant), f"Rename it to {meant}." if meant else "Check its spelling.")


def judge_webhook_secrets(count: int, sync_interval_seconds: int) -> Finding:
    if count == 0:
        return note(
            "RECALL_WEBHOOK_SECRET isn't set, so Recall's webhooks are rejected and changes are only "
            f"found by polling, every {sync_interval_seconds} seconds for calendars.",
            "Create a workspace secret in your Recall.ai dashboard (API Keys & Secrets), set the variable,"
            " and add a webhook that ends in /recall/webhooks.",
        )
    return ok("The webhook secret looks right." if count == 1 else f"{count} webhook secrets are set.")


def judge_file(path: str | None, configuration: Configuration) -> Finding:
    if path is None:
        return note("CONFIG_FILE isn't set: no presets, admins or limits.", "See docs/configuration.md.")
    names = ", ".join(preset.name for preset in configuration.presets) or "none"
    return ok(f"The configuration in {path} is valid. Presets: {names}.")


def judge_operators(policy: Policy) -> Finding:
    if policy.operators:
        return ok(f"Admins: {', '.join(sorted(policy.operators))}.")
    return note(
        "No admins are named, so no one gets a direct message when the API key or credit fails.",
        "Add Slack user IDs under policy: operators: in CONFIG_FILE.",
    )


def describe_policy(policy: Policy) -> list[str]:
    sentences = [
        "everyone sees every meeting." if policy.everyone_sees_everything else "people see their own meetings.",
        "guests can schedule bots." if policy.guests else "guests can't schedule bots.",
    ]
    if policy.channels is not None:
        sentences.append(f"updates can only be posted in {', '.join(sorted(policy.channels))}.")
    if policy.required_notice:
        sentences.append(f"the bot posts in every meeting's chat: “{policy.required_notice}”")
    if policy.max_retention_hours is not None:
        sentences.append(f"recordings are kept for {hours_in_words(policy.max_retention_hours)} at most.")
    if policy.max_bots_per_person_per_day is not None:
        sentences.append(f"{policy.max_bots_per_person_per_day} bots per person per day at most.")
    if not policy.summaries_in_channels:
        sentences.append("summaries stay out of channels.")
    return sentences


def describe_rules(configuration: Configuration) -> list[str]:
    days, minutes = configuration.retention_days, configuration.give_up_after_minutes
    one_bot_for = {
        "meeting": "each meeting",
        "domain": "each email domain",
        "event": "each calendar event",
    }
    team = configuration.rules
    default = f"{', '.join(sorted(team.default))} meetings" if team.default else "nothing"
    return [
        f"one bot for {one_bot_for[configuration.deduplication]}.",
        f"recorded for people without a rule of their own: {default}.",
        f"a failed booking is retried for {_count_with_unit(minutes, 'minute')}.",
        f"bookings and audit entries are reduced to IDs and times after {_count_with_unit(days, 'day')}.",
    ]


def _count_with_unit(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
