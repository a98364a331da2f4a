"""Changing, deleting and pinning messages, closing polls, reacting."""

from telegram.constants import ReactionEmoji

from bot.simulator import limits
from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Message, Wire
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.keyboards import inline_keyboard
from bot.simulator.methods.sending import caption_content, input_media_content, text_content
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CAPTION = ("caption", "caption_entities", "has_media_spoiler", "show_caption_above_media")
_MEDIA = ("photo", "document")
_SERVICE = ("new_chat_members", "left_chat_member", "pinned_message", "migrate_to_chat_id")
_EMOJI = frozenset(map(str, ReactionEmoji))


def _own_message(world: World, bot: BotAccount, parameters: Parameters) -> tuple[Chat, Message]:
    """The bot's own message that an edit means."""
    if "inline_message_id" in parameters.raw:
        raise bad_request("message identifier is not specified")  # inline messages are not simulated
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.message(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.wire["from"]["id"] != bot.id or any(name in message.wire for name in _SERVICE):
        raise bad_request("message can't be edited")
    return chat, message


def _replace(
    world: World,
    bot: BotAccount,
    parameters: Parameters,
    chat: Chat,
    message: Message,
    content: Wire,
    removed: tuple[str, ...],
) -> Wire:
    """Put `content` in place of the fields `removed`; an absent keyboard is removed, as Telegram does."""
    keyboard = inline_keyboard(parameters, private=chat.private)
    wire = {
        name: value for name, value in message.wire.items() if name not in (*removed, "reply_markup")
    } | content
    if keyboard is not None:
        wire["reply_markup"] = keyboard
    if wire == message.wire:
        raise bad_request(NOT_MODIFIED)
    if not chat.private:
        world.flood.spend(bot.id, chat.id, world.clock.timestamp())
    wire["edit_date"] = world.timestamp()
    world.change_message(chat, message, wire)
    return wire


def edit_message_text(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Change the text and keyboard."""
    chat, message = _own_message(world, bot, parameters)
    content = text_content(parameters)
    if "text" not in message.wire:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, bot, parameters, chat, message, content, ("text", "entities"))


def edit_message_caption(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Change the caption and keyboard."""
    chat, message = _own_message(world, bot, parameters)
    if not any(name in message.wire for name in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _replace(world, bot, parameters, chat, message, caption_content(parameters), _CAPTION)


def edit_message_media(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Put another photo or document into a message."""
    chat, message = _own_message(world, bot, parameters)
    content = input_media_content(world, parameters, parameters.mapping("media"))
    return _replace(world, bot, parameters, chat, message, content, ("text", "entities", *_MEDIA, *_CAPTION))


def edit_message_reply_markup(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Change the keyboard only."""
    chat, message = _own_message(world, bot, parameters)
    return _replace(world, bot, parameters, chat, message, {}, ())


def stop_poll(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Close a poll; its final state is returned."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    message = chat.message(parameters.integer("message_id"))
    if message is None:
        raise bad_request("message with poll to stop not found")
    poll = world.polls.get(message.wire.get("poll", {}).get("id", ""))
    if poll is None or poll.bot is not bot or "forward_origin" in message.wire:
        raise bad_request("message is not a poll" if poll is None else "poll can't be stopped")
    if poll.closed:
        raise bad_request("poll has already been closed")
    keyboard = inline_keyboard(parameters, private=chat.private)
    wire = {name: value for name, value in message.wire.items() if name != "reply_markup"}
    message.wire = wire | ({"reply_markup": keyboard} if keyboard else {})
    world.close_poll(poll)
    return poll.as_object()


def _delete(world: World, bot: BotAccount, chat: Chat, message_id: int) -> None:
    message = chat.message(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    own = message.wire["from"]["id"] == bot.id
    if not own and not chat.private and not chat.administers(bot.id):
        raise bad_request("message can't be deleted")
    if world.timestamp() - message.wire["date"] > limits.DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.touched(chat, message)


def delete_message(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Delete one message, up to 48 hours old."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    _delete(world, bot, chat, parameters.required_integer("message_id"))
    return True


def delete_messages(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Delete several messages; those that cannot be are passed over."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    ids = parameters.array("message_ids")
    if not 1 <= len(ids) <= 100:
        raise bad_request("wrong number of message identifiers: 1 to 100 are allowed")
    for message_id in ids:
        try:
            _delete(world, bot, chat, int(message_id))
        except ApiError as error:
            if error.code != 400:
                raise
    return True


def _pinning_chat(world: World, bot: BotAccount, parameters: Parameters) -> Chat:
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    if not chat.private and not chat.administers(bot.id):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def pin_chat_message(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Pin a message; a service message says so."""
    chat = _pinning_chat(world, bot, parameters)
    message = chat.message(parameters.required_integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    notice = world.add_message(chat, bot.as_user(), {"pinned_message": message.without_reply()})
    bot.updates.put("message", notice.wire)
    return True


def unpin_chat_message(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Unpin one message, or the newest pinned one."""
    chat = _pinning_chat(world, bot, parameters)
    message_id = parameters.integer("message_id")
    if not chat.pinned or (message_id is not None and message_id not in chat.pinned):
        raise bad_request("message to unpin not found")
    chat.pinned.remove(chat.pinned[-1] if message_id is None else message_id)
    world.touched(chat)
    return True


def unpin_all_chat_messages(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Unpin everything."""
    chat = _pinning_chat(world, bot, parameters)
    chat.pinned.clear()
    world.touched(chat)
    return True


def set_message_reaction(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """React with one emoji, or take the reaction back."""
    chat = world.writable_chat(bot, parameters.text("chat_id"))
    message = chat.message(parameters.required_integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = parameters.array("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if reactions and reactions[0].get("emoji") not in _EMOJI:
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(bot.id, None)
    if reactions:
        message.reactions[bot.id] = reactions[0]["emoji"]
    world.touched(chat, message)
    return True


METHODS = [
    edit_message_text, edit_message_caption, edit_message_media, edit_message_reply_markup, stop_poll,
    delete_message, delete_messages, pin_chat_message, unpin_chat_message, unpin_all_chat_messages,
    set_message_reaction,
]  # fmt: skip
