"""Choose Recall's base URL: the region's own address, or the one that was configured."""

import re
from ipaddress import ip_address

import httpx

from bot.core.errors import SetupError

# Accounts, keys, calendars and bots of one region are unknown in the others. https://docs.recall.ai/docs/regions
REGIONS = ("us-west-2", "us-east-1", "eu-central-1", "ap-northeast-1")

_LIKE_A_REGION = re.compile(r"[a-z]{2}(-[a-z]{1,12}){0,2}-?[0-9]?")  # all else may be a key in the wrong place
_HOST = re.compile(rb"[a-z0-9.:_-]+")


def base_url_for(region: str) -> str:
    """Raises SetupError for a region that Recall does not have."""
    return f"https://{check_region(region)}.recall.ai"


def check_region(text: str) -> str:
    """The region in lower case. Raises SetupError for one that Recall does not have."""
    region = text.strip().lower()
    if region not in REGIONS:
        found = f", not {region}" if _LIKE_A_REGION.fullmatch(region) else ""
        raise SetupError(
            f"RECALL_REGION must be one of {', '.join(REGIONS)}{found}. "
            "It's the first part of your Recall.ai dashboard's address."
        )
    return region


def check_base_url(text: str) -> str:
    """The address as scheme, host and port, without a trailing slash. Raises SetupError for anything else."""
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"https", "http"} or not _is_only_a_host(url):
        raise SetupError("RECALL_API_URL must be just a scheme and a host, such as https://us-west-2.recall.ai.")
    if url.scheme == "http" and not is_loopback(url.host):
        raise SetupError(
            "RECALL_API_URL must start with https://, because your API key is sent with every request. "
            "Plain http:// works only for this machine, such as http://127.0.0.1:8080."
        )
    return str(url.copy_with(path="/")).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_only_a_host(url: httpx.URL) -> bool:
    has_more = url.userinfo or url.query or url.fragment or url.path not in {"", "/"}
    return not has_more and bool(_HOST.fullmatch(url.raw_host))
