"""Configure structured logging on stderr, with redaction of secrets in every finished line."""

import logging
import re
import sys

import structlog
from stamina.instrumentation import set_on_retry_hooks
from structlog.types import EventDict, Processor, WrappedLogger

_REMOVED = "[removed]"
_VALUE = r"""[^\s&"'<>|\\,)\]}\x1b]+"""
_COLOUR = r"(?:\x1b\[[\d;]*m)*"
_HEADER_IS = rf"[\"']?{_COLOUR}\s*[:=]\s*{_COLOUR}[\"']?"

# What stands in the first group is kept.
_SECRETS = (
    # Slack's tokens; the addresses that post into a conversation; what opens a form; a socket's ticket.
    re.compile(r"()(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w-]+"),
    re.compile(rf"(hooks\.slack(?:-gov)?\.com/){_VALUE}"),
    re.compile(r"()(?<!\d)\d{8,}\.\d{8,}\.[0-9a-f]{16,}"),
    re.compile(rf"([?&;]ticket=){_VALUE}"),
    # Personal access tokens of ours.
    re.compile(r"()\brsp_[\w-]{20,}"),
    # Recall's webhook secrets.
    re.compile(r"()whsec_[\w+/=-]+"),
    # What opens the door in a meeting link, also in a link within a link.
    re.compile(rf"((?:[?&;]|%3F|%26)(?:pwd|tk|zak|p)(?:=|%3D)){_VALUE}", re.IGNORECASE),
    # What connects a calendar: a link of ours, what stands in a callback's address, and Google's secrets and tokens.
    re.compile(r"(/connect/)[\w-]{43}\b"),
    re.compile(rf"([?&;](?:code|state)=){_VALUE}"),
    re.compile(r"()\b(?:GOCSPX-[\w-]{20,}|1//[\w-]{20,})"),
    # Authorization headers, and the password in a database's address.
    re.compile(rf"(authorization{_HEADER_IS}(?:(?:token|bearer|basic) +)?){_VALUE}", re.IGNORECASE),
    re.compile(r"(\b(?:Token|Bearer|Basic) )[\w.~+/=-]{16,}"),
    re.compile(r"""(://[^\s/:@"']*:)[^\s/@"']+(?=@)"""),
    # What pydantic could not read: a row of the database, or what a person typed.
    re.compile(r"(input_value=).+?(?=, input_type=)", re.DOTALL),
)
# Most lines hold nothing of the kind, and some stand before an acknowledgement: hence a quick look first.
_HINT = re.compile(
    r"input_value|xox|xapp-|xwfp-|rsp_|whsec_|hooks\.slack|[?&;]|%3F|%26|uthorization|AUTHORIZATION"
    r"|Token |Bearer |Basic |://|\d{8}\.\d{8}|/connect/|GOCSPX-|1//"
)


def redact(line: str) -> str:
    """The line without tokens, secrets, response URLs, trigger ids, passcodes and Authorization values."""
    if _HINT.search(line):
        for secret in _SECRETS:
            line = secret.sub(rf"\1{_REMOVED}", line)
    return line


def configure_logging(level: str, log_format: str) -> None:
    """`level` is one of logging's names; `log_format` is `console` or `json`."""
    finish: list[Processor] = [*_render(log_format), _redact_line]
    structlog.configure(
        processors=[*_context(), *finish],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    _route_libraries(level, finish)
    # Its lines show arguments, meeting links among them; who gives up says so.
    set_on_retry_hooks([])


def _route_libraries(level: str, finish: list[Processor]) -> None:
    """Send what libraries log through the same end, from WARNING on even at LOG_LEVEL=DEBUG.

    Below that slack_sdk and Bolt print whole payloads, httpx prints URLs, SQLAlchemy prints parameters. It has
    to be the root's level, because Bolt copies that onto every logger it makes.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_context()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _context() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _render(log_format: str) -> list[Processor]:
    """Tracebacks are plain: structlog's others show local variables, which hold tokens and people's words."""
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ]


def _redact_line(_logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    return redact(str(line))
