"""What a bot tells Telegram about itself: commands, name, descriptions, menu button."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator import limits
from bot.simulator.bots import BotAccount, Commands
from bot.simulator.chats import Wire
from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.methods.registry import Method
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")
_SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
#: field -> longest text, in UTF-16 units
_PROFILE = {"name": 64, "description": 512, "short_description": 120}


def _language(parameters: Parameters) -> str:
    code = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _place(world: World, bot: BotAccount, parameters: Parameters) -> tuple[Any, str]:
    scope = parameters.mapping("scope") or {"type": "default"}
    needed = _SCOPES.get(str(scope.get("type")))
    if needed is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if any(name not in scope for name in needed):
        raise bad_request("can't parse BotCommandScope: chat_id or user_id is missing")
    if "chat_id" in scope:
        world.chat(bot, str(scope["chat_id"]))
    return bot.scope_key({name: scope[name] for name in ("type", *needed)}), _language(parameters)


def set_my_commands(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Set the command menu of one scope and language."""
    commands: Commands = []
    for item in parameters.array("commands"):
        command, description = (
            str(item.get("command", "")).removeprefix("/"),
            str(item.get("description", "")),
        )
        if not _COMMAND.fullmatch(command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(description) <= limits.COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": command, "description": description})
    if len(commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_place(world, bot, parameters)] = commands
    world.touched()
    return True


def get_my_commands(world: World, bot: BotAccount, parameters: Parameters) -> Commands:
    """The commands of exactly this scope and language."""
    return bot.commands.get(_place(world, bot, parameters), [])


def delete_my_commands(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Forget the commands of this scope and language."""
    bot.commands.pop(_place(world, bot, parameters), None)
    world.touched()
    return True


def _setter(field: str) -> Method:
    def set_field(world: World, bot: BotAccount, parameters: Parameters) -> bool:
        text = parameters.text(field)
        if utf16_length(text) > _PROFILE[field]:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        bot.profile[field, _language(parameters)] = text
        return True

    set_field.__name__ = f"set_my_{field}"
    return set_field


def _getter(field: str) -> Method:
    def get_field(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
        default = bot.first_name if field == "name" else ""
        return {field: bot.about(field, _language(parameters)) or default}

    get_field.__name__ = f"get_my_{field}"
    return get_field


def _menu_chat(world: World, bot: BotAccount, parameters: Parameters) -> int | None:
    if parameters.integer("chat_id") is None:
        return None
    chat = world.chat(bot, parameters.text("chat_id"))
    if not chat.private:
        raise bad_request("the menu button can be changed in private chats only")
    return chat.id


def set_chat_menu_button(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Set the button beside the text field, for one person or for all."""
    button = parameters.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: unsupported type specified")
    if (
        button["type"] == "web_app"
        and urlsplit(str(button.get("web_app", {}).get("url", ""))).scheme != "https"
    ):
        raise bad_request("menu button Web App URL is invalid: Only HTTPS links are allowed")
    bot.menu_buttons[_menu_chat(world, bot, parameters)] = button
    world.touched()
    return True


def get_chat_menu_button(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """The button beside the text field."""
    button = bot.menu_buttons.get(_menu_chat(world, bot, parameters)) or bot.menu_buttons.get(None)
    return button or {"type": "commands"}


METHODS: list[Method] = [
    set_my_commands,
    get_my_commands,
    delete_my_commands,
    set_chat_menu_button,
    get_chat_menu_button,
    *(_setter(field) for field in _PROFILE),
    *(_getter(field) for field in _PROFILE),
]
