"""Build the link that opens Slack's *Create New App* with the manifest filled in."""

import json
from urllib.parse import quote

import yaml

from bot.manifest import build_manifest

NEW_APP = "https://api.slack.com/apps?new_app=1"


def build_manifest_link(public_url: str | None = None) -> str:
    """For Socket Mode, or for HTTP at `public_url`. https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests"""
    manifest = yaml.safe_load(build_manifest(public_url))
    text = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
    return f"{NEW_APP}&manifest_json={quote(text, safe='')}"
