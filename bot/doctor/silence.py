"""Limit how long a check waits, and describe a service that did not answer in time."""

from bot.doctor.finding import Finding, wrong

CHECK_TIMEOUT_SECONDS = 20.0


def describe_silence(who: str, seconds: float = CHECK_TIMEOUT_SECONDS) -> Finding:
    remedy = "Check this machine's network and proxy, and the address in the settings."
    return wrong(f"{who} didn't respond within {seconds:g} seconds.", remedy)
