"""Put a link into the wrappers of mail filters and chat clients, as these do it."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

SAFE_LINKS_CLOUDS = (
    "eur01.safelinks.protection.outlook.com",
    "deu01.safelinks.protection.outlook.de",
    "chn01.safelinks.protection.partner.outlook.cn",
    "usg02.safelinks.protection.office365.us",
    "usg01.safelinks.protection.apps.mil",
)
RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def encoded(link: str) -> str:
    return quote(link, safe="")


def in_safe_links(cloud: str) -> Callable[[str], str]:
    return lambda link: f"https://{cloud}/?url={encoded(link)}&data=05%7C02&reserved=0"


def in_proofpoint_2(link: str) -> str:
    written = quote(link, safe="/:.").replace("_", "%5F").replace("-", "%2D").replace("%", "-").replace(":", "-3A")
    return f"https://urldefense.proofpoint.com/v2/url?u={written.replace('/', '_')}&d=DwMFaQ&c=x&r=y&m=z&s=w&e="


def in_proofpoint_3(link: str) -> str:
    """What is not plain is a star, and a run of such characters two stars and its length."""
    taken: list[str] = []

    def starred(run: re.Match[str]) -> str:
        taken.append(run[0])
        return "*" if len(run[0]) == 1 else f"**{RUN_LENGTHS[len(run[0]) - 2]}"

    clear = re.sub(r"[^A-Za-z0-9:/?.=&#-]{1,65}", starred, link)
    letters = urlsafe_b64encode("".join(taken).encode()).decode().rstrip("=")
    return f"https://urldefense.com/v3/__{clear}__;{letters}!!Ab1!cDeF-gH_1$"


def in_sophos(link: str) -> str:
    letters = urlsafe_b64encode(link.encode()).decode()
    return f"https://eu-west-1.protection.sophos.com/?d=zoom.us&u={letters}&i=NWU&t=abc=&h=01"


WRAPPERS: dict[str, Callable[[str], str]] = {
    **{cloud: in_safe_links(cloud) for cloud in SAFE_LINKS_CLOUDS},
    "Safe Links of an app": lambda link: f"https://nam02.safelinks.protection.outlook.com/ap/t-59584e83/?url={encoded(link)}",
    "Safe Links in Teams": lambda link: (
        "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
        f"?url={encoded(link)}&locale=en-us"
    ),
    "Safe Links in Teams, newer": lambda link: (
        "https://teams.public.onecdn.static.microsoft/evergreen-assets/safelinks/2/atp-safelinks.html"
        f"?url={encoded(link)}&locale=en-gb"
    ),
    "Google": lambda link: f"https://www.google.com/url?q={encoded(link)}&sa=D&source=calendar",
    "Google elsewhere": lambda link: f"https://www.google.co.uk/url?sa=t&url={encoded(link)}",
    "Google Meet's chat": lambda link: f"https://meet.google.com/linkredirect?authuser=0&dest={encoded(link)}",
    "Google's sign-in": lambda link: f"https://accounts.google.com/v3/signin/identifier?continue={encoded(link)}",
    "Slack": lambda link: f"https://slack-redir.net/link?url={encoded(link)}&v=3",
    "Barracuda": lambda link: f"https://linkprotect.cudasvc.com/url?a={encoded(link)}&c=E,1,abc&typo=1",
    "Cisco": lambda link: f"https://secure-web.cisco.com/1aBcD-eF_g/{encoded(link)}",
    "Check Point": lambda link: f"https://protect.checkpoint.com/v2/___{link}___.YXA6YWNtZQ",
    "Check Point, newer": lambda link: f"https://protect.checkpoint.com/v2/r05/___{link}___.YXA6YWNtZQ",
    "Check Point, a slash lost": lambda link: f"https://url.avanan.click/v2/___{link.replace('://', ':/')}___.YXA",
    "Proofpoint 1": lambda link: f"https://urldefense.proofpoint.com/v1/url?u={encoded(link)}&k=abc",
    "Proofpoint 2": in_proofpoint_2,
    "Proofpoint 3": in_proofpoint_3,
    "FireEye": lambda link: f"https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u={encoded(link)}",
    "Symantec": lambda link: f"https://clicktime.symantec.com/15siFGe?h=abc&u={encoded(link)}",
    "Trend Micro": lambda link: f"https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url={encoded(link)}",
    "Libraesva": lambda link: f"https://urlsand.esvalabs.com/?u={encoded(link)}&e=1&h=2",
    "EdgePilot": lambda link: f"https://link.edgepilot.com/s/2c7e/abc?u={encoded(link)}",
    "GMX": lambda link: f"https://deref-gmx.net/mail/client/abc/dereferrer/?redirectUrl={encoded(link)}",
    "Sophos": in_sophos,
    "Facebook": lambda link: f"https://l.facebook.com/l.php?u={encoded(link)}&h=AT0",
    "LinkedIn": lambda link: f"https://www.linkedin.com/safety/go?url={encoded(link)}&trk=x",
    "Defender's proxy": lambda link: re.sub(r"^(https://[^/:]+)", r"\1.mcas.ms", link),
    "encoded twice": lambda link: f"https://eur01.safelinks.protection.outlook.com/?url={encoded(encoded(link))}",
}  # fmt: skip
