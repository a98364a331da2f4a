"""Keyboards under messages and in place of the phone's keyboard, checked like the real API does."""

from typing import Any
from urllib.parse import urlsplit

from bot.simulator import limits
from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.parameters import Parameters

Keyboard = dict[str, Any]

ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    plain = parts.scheme == "" and "." in url and " " not in url  # Telegram adds http:// by itself
    if not (parts.scheme in ("http", "https", "tg", "mailto") and (parts.netloc or parts.path)) and not plain:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_inline_button(button: Any, private: bool) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            if not actions
            else "can't parse inline keyboard button: exactly one action is allowed"
        )
    action, value = actions[0], button[actions[0]]
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= limits.CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        _check_url(str(value))
    elif action == "copy_text":
        if not 1 <= utf16_length(str(value.get("text", ""))) <= limits.COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action == "web_app":
        _check_web_app(value, private)


def _check_web_app(value: Any, private: bool) -> None:
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if urlsplit(str(value.get("url", ""))).scheme != "https":
        raise bad_request("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")


def _rows(markup: dict[str, Any], name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'can\'t parse keyboard: Field "{name}" must be an Array of Arrays')
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > limits.BUTTONS or any(len(row) > limits.BUTTONS_PER_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def read_markup(parameters: Parameters, *, private: bool) -> tuple[Keyboard | None, Keyboard | None]:
    """The inline keyboard of a message, and the change of the phone's keyboard that comes with it.

    The second is a ReplyKeyboardMarkup, ReplyKeyboardRemove or ForceReply as sent.
    """
    if not parameters.raw.get("reply_markup"):
        return None, None
    markup = parameters.mapping("reply_markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup, "inline_keyboard")
        for row in rows:
            for button in row:
                _check_inline_button(button, private)
        return ({"inline_keyboard": rows} if rows else None), None
    if "keyboard" in markup:
        rows = [[{"text": b} if isinstance(b, str) else b for b in row] for row in _rows(markup, "keyboard")]
        if not all(isinstance(b, dict) and str(b.get("text", "")).strip() for row in rows for b in row):
            raise bad_request("can't parse keyboard button: text must be non-empty")
        return None, {**markup, "keyboard": rows}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return None, markup
    raise bad_request("object expected as reply markup")


def inline_keyboard(parameters: Parameters, *, private: bool) -> Keyboard | None:
    """The inline keyboard of an edit; other keyboards are refused there."""
    keyboard, other = read_markup(parameters, private=private)
    if other is not None:
        raise bad_request("object expected as reply markup")
    return keyboard
