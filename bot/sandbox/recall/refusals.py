"""Build Recall's error answers. https://docs.recall.ai/reference/errors"""

from typing import Any

from bot.sandbox.recall.exchange import Answer, Refusal, html_answer, json_answer

REGIONS = "us-east-1, us-west-2, eu-central-1, ap-northeast-1"


def field_errors(errors: dict[str, Any]) -> Refusal:
    return Refusal(json_answer(400, errors))


def field_error(field: str, message: str) -> Refusal:
    return field_errors({field: [message]})


def invalid_request(sentence: str) -> Refusal:
    body = {
        "code": "invalid_request_data",
        "message": "The request cannot be carried out.",
        "errors": {"non_field_errors": [sentence]},
    }
    return Refusal(json_answer(400, body))


def coded_error(status: int, code: str, detail: str) -> Refusal:
    return Refusal(json_answer(status, {"code": code, "detail": detail}))


def not_found(detail: str = "Not found.") -> Refusal:
    return Refusal(json_answer(404, {"detail": detail}))


def unrouted_error() -> Refusal:
    return Refusal(html_answer(404, "Not Found"))


def method_not_allowed(method: str) -> Refusal:
    return Refusal(json_answer(405, {"detail": f'Method "{method}" not allowed.'}))


def not_authenticated() -> Refusal:
    return _unauthorized("not_authenticated", "Authentication credentials were not provided.")


def authentication_failed(*, has_credentials: bool) -> Refusal:
    if not has_credentials:
        return _unauthorized("authentication_failed", "Invalid token header. No credentials provided.")
    detail = f"Invalid API token. It may belong to another region: {REGIONS}."
    return _unauthorized("authentication_failed", detail)


def _unauthorized(code: str, detail: str) -> Refusal:
    return Refusal(json_answer(401, {"code": code, "detail": detail}, {"WWW-Authenticate": "Token"}))


def request_blocked() -> Refusal:
    return coded_error(403, "request_blocked", "The request was blocked by the firewall.")


def throttled_error(seconds: int) -> Refusal:
    detail = f"Request was throttled. Expected available in {seconds} seconds."
    return Refusal(json_answer(429, {"detail": detail}, {"Retry-After": str(seconds)}))


def pool_is_empty() -> Refusal:
    return coded_error(507, "adhoc_pool_depleted", "No ad-hoc bot is available right now. Please try again later.")


def expired_download() -> Answer:
    return _storage_error(403, "AccessDenied", "Request has expired")


def unsigned_download() -> Answer:
    return _storage_error(403, "SignatureDoesNotMatch", "The signature does not match")


def missing_download() -> Answer:
    return _storage_error(404, "NoSuchKey", "The specified key does not exist.")


def doubly_authorized_download() -> Answer:
    return _storage_error(400, "InvalidArgument", "Only one auth mechanism allowed")


def _storage_error(status: int, code: str, message: str) -> Answer:
    """Downloads come from a storage service, which answers in XML."""
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(status, text.encode(), "application/xml")
