"""Read where Slack and Recall are asked, for a proxy or a test that has them elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from bot.core.errors import SetupError
from bot.initialize.checks import SLACK_API_URL, Vendors
from bot.initialize.env_file import read_given
from bot.recall.base_url import check_base_url
from bot.urls import slack_api_base


def read_vendors(file: Path, environment: Mapping[str, str]) -> Vendors:
    """As `serve` would reach them with this file and environment. Raises SetupError."""
    given = read_given(file, environment)
    recall = given.get("RECALL_API_URL")
    try:
        slack = slack_api_base(given.get("SLACK_API_URL") or SLACK_API_URL)
    except ValueError as error:
        raise SetupError(f"SLACK_API_URL {error}") from None
    return Vendors(slack, check_base_url(recall) if recall else None)
