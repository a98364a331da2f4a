"""Sizes the Bot API accepts, and flood control.

Sources: core.telegram.org/bots/api and /bots/faq; flood control follows the figures of the FAQ
(30 messages a second overall, one a second in a chat with short bursts, 20 a minute in a group).
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request, too_many_requests

K = TypeVar("K")

TEXT = 4096
CAPTION = 1024
CALLBACK_DATA_BYTES = 64
COPY_TEXT = 256
BUTTONS, BUTTONS_PER_ROW = 100, 8
CALLBACK_ANSWER = 200
POLL_QUESTION, POLL_OPTION, POLL_OPTIONS = 300, 100, 12
POLL_EXPLANATION, POLL_EXPLANATION_LINE_FEEDS = 200, 2
POLL_OPEN_SECONDS = (5, 2_628_000)
ALBUM = (2, 10)
COMMANDS, COMMAND_DESCRIPTION = 100, 256
PHOTO_BYTES, UPLOAD_BYTES, DOWNLOAD_BYTES = 10 * 2**20, 50 * 2**20, 20 * 2**20
INLINE_QUERY, INLINE_RESULTS = 256, 50
DELETABLE_SECONDS = 48 * 3600


def check_text(text: str) -> None:
    """Refuse an empty or too long message text."""
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT:
        raise bad_request("message is too long")


def check_caption(caption: str) -> None:
    """Refuse a too long caption."""
    if utf16_length(caption) > CAPTION:
        raise bad_request("message caption is too long")


@dataclass
class FloodLimiter:
    """Counts messages per bot and answers 429 where Telegram would. Off until `enabled`."""

    enabled: bool = False
    overall_per_second: int = 30
    chat_burst: int = 3
    group_per_minute: int = 20
    _overall: dict[int, deque[float]] = field(default_factory=dict, repr=False)
    _chats: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict, repr=False)
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=dict, repr=False)

    def spend(self, bot_id: int, chat_id: int, now: float, messages: int = 1) -> None:
        """Account for `messages` to one chat at `now` [s], or raise 429 and account for none."""
        if not self.enabled:
            return
        overall = _recent(self._overall, bot_id, now - 1.0)
        waits = [_wait(overall, self.overall_per_second, messages, 1.0, now)]
        key = (bot_id, chat_id)
        group = None
        if chat_id < 0:
            group = _recent(self._groups, key, now - 60.0)
            waits.append(_wait(group, self.group_per_minute, messages, 60.0, now))
        level, since = self._chats.get(key, (0.0, now))
        level = max(0.0, level - max(0.0, now - since))  # a bucket that leaks one message a second
        if level > 0:
            waits.append(level + messages - self.chat_burst)
        if (wait := round(max(waits), 3)) > 0:  # floats of today's timestamps resolve a quarter microsecond
            raise too_many_requests(math.ceil(wait))
        self._chats[key] = (level + messages, now)
        for window in (overall, group):
            if window is not None:
                window.extend([now] * messages)

    def configure(self, **settings: Any) -> None:
        """Change settings and forget what was counted."""
        for name, value in settings.items():
            if name not in ("enabled", "overall_per_second", "chat_burst", "group_per_minute"):
                raise ValueError(f"flood control has no setting {name!r}")
            setattr(self, name, value)
        for counted in (self._overall, self._chats, self._groups):
            counted.clear()


def _recent(windows: dict[K, deque[float]], key: K, since: float) -> deque[float]:
    window = windows.setdefault(key, deque())
    while window and window[0] <= since:
        window.popleft()
    return window


def _wait(window: deque[float], limit: int, messages: int, span: float, now: float) -> float:
    """Seconds until `messages` more fit into `limit` per `span`."""
    excess = len(window) + messages - limit
    if excess <= 0 or not window:
        return 0.0
    return window[min(excess, len(window)) - 1] + span - now
