"""Forwarding and copying messages."""

from collections.abc import Callable

from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Message, Wire
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.methods.sending import caption_content, place_for, post
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

_COPIED = ("text", "entities", "photo", "document", "caption", "caption_entities", "has_media_spoiler")
_MOST = 100

OneMessage = Callable[[World, BotAccount, Parameters, int], Wire]


def _source(world: World, bot: BotAccount, parameters: Parameters, verb: str, message_id: int) -> Message:
    chat: Chat = world.chat(bot, parameters.text("from_chat_id"))
    message = chat.message(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.wire.get("has_protected_content"):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _content(message: Message) -> Wire:
    content = {name: message.wire[name] for name in _COPIED if name in message.wire}
    if not content:
        raise bad_request("message can't be copied")
    return content


def _forward(world: World, bot: BotAccount, parameters: Parameters, message_id: int) -> Wire:
    wire = _source(world, bot, parameters, "forward", message_id).wire
    content = {name: wire[name] for name in (*_COPIED, "poll") if name in wire}
    if not content:
        raise bad_request("message can't be forwarded")
    origin = {"type": "user", "date": wire["date"], "sender_user": wire["from"]}
    place = place_for(world, bot, parameters)
    return post(world, bot, place, {**content, "forward_origin": wire.get("forward_origin", origin)})


def _copy(world: World, bot: BotAccount, parameters: Parameters, message_id: int) -> Wire:
    content = _content(_source(world, bot, parameters, "copy", message_id))
    if "caption" in parameters.raw and "text" not in content:
        content = {n: v for n, v in content.items() if not n.startswith("caption")} | caption_content(
            parameters
        )
    return {"message_id": post(world, bot, place_for(world, bot, parameters), content)["message_id"]}


def _message_ids(parameters: Parameters) -> list[int]:
    ids = [int(i) for i in parameters.array("message_ids")]
    if not 1 <= len(ids) <= _MOST or ids != sorted(set(ids)):
        raise bad_request("message identifiers must be 1 to 100, strictly increasing")
    return ids


def forward_message(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Forward one message."""
    return _forward(world, bot, parameters, parameters.required_integer("message_id"))


def forward_messages(world: World, bot: BotAccount, parameters: Parameters) -> list[Wire]:
    """Forward several; those that cannot be are left out."""
    sent = _each(_forward, world, bot, parameters)
    return [{"message_id": wire["message_id"]} for wire in sent]


def copy_message(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Copy one message without saying where it comes from."""
    return _copy(world, bot, parameters, parameters.required_integer("message_id"))


def copy_messages(world: World, bot: BotAccount, parameters: Parameters) -> list[Wire]:
    """Copy several; those that cannot be are left out."""
    return _each(_copy, world, bot, parameters)


def _each(one: OneMessage, world: World, bot: BotAccount, parameters: Parameters) -> list[Wire]:
    done = []
    for message_id in _message_ids(parameters):
        try:
            done.append(one(world, bot, parameters, message_id))
        except ApiError as error:
            if error.code != 400:
                raise
    return done


METHODS = [forward_message, forward_messages, copy_message, copy_messages]
