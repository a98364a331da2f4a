"""Refusals of the Bot API."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class ApiError(Exception):
    """An answer with `ok: false`; `parameters` is the API's ResponseParameters."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def bad_request(description: str, **parameters: Any) -> ApiError:
    """400: the request cannot be carried out as it stands."""
    return ApiError(400, f"Bad Request: {description}", parameters)


def forbidden(description: str) -> ApiError:
    """403: the bot may not do this."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409: someone else receives this bot's updates."""
    return ApiError(409, f"Conflict: {description}")


def too_many_requests(retry_after: int) -> ApiError:
    """429: flood control; try again after `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
