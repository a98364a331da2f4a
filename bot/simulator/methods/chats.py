"""Chats, their members and topics, and files."""

from bot.simulator import limits
from bot.simulator.bots import BotAccount
from bot.simulator.chats import ADMIN_RIGHTS, Chat, Wire, chat_member
from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_TOPIC_COLOUR = 0x6FB9F0


def get_file(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Where a file can be downloaded; up to 20 MB."""
    stored = world.files.get(parameters.text("file_id"))
    if len(stored.data) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.data),
        "file_path": stored.path,
    }


def get_chat(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """ChatFullInfo."""
    chat = world.chat(bot, parameters.text("chat_id"))
    info = chat.wire | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if pinned := next((m for i in reversed(chat.pinned) if (m := chat.message(i))), None):
        info["pinned_message"] = pinned.wire
    return info


def _group(world: World, bot: BotAccount, parameters: Parameters) -> Chat:
    return world.writable_chat(bot, parameters.text("chat_id"))


def _members(chat: Chat, bot: BotAccount) -> dict[int, str]:
    return {chat.id: "member", bot.id: "member"} if chat.private else chat.members


def get_chat_member(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """One ChatMember; someone known who never joined has left."""
    chat, user_id = _group(world, bot, parameters), parameters.required_integer("user_id")
    status = _members(chat, bot).get(user_id, "left")
    if user_id not in world.people and all(other.id != user_id for other in world.bots.values()):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return chat_member(world.user(user_id), status)


def get_chat_member_count(world: World, bot: BotAccount, parameters: Parameters) -> int:
    """How many are in the chat, bots included."""
    chat = _group(world, bot, parameters)
    return 2 if chat.private else sum(chat.has(member) for member in chat.members)


def get_chat_administrators(world: World, bot: BotAccount, parameters: Parameters) -> list[Wire]:
    """Administrators of a group, without other bots."""
    chat = _group(world, bot, parameters)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [
        chat_member(world.user(member), status)
        for member, status in chat.members.items()
        if chat.administers(member) and (member in world.people or member == bot.id)
    ]


def leave_chat(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Leave a group."""
    chat = _group(world, bot, parameters)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    old, chat.members[bot.id] = chat.members[bot.id], "left"
    world.member_changed(chat, bot.as_user(), bot.id, old, "left")
    return True


def get_user_profile_photos(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Nobody has a profile photo here."""
    world.person(parameters.required_integer("user_id"))
    return {"total_count": 0, "photos": []}


def _forum(world: World, bot: BotAccount, parameters: Parameters) -> Chat:
    chat = _group(world, bot, parameters)
    if not chat.wire.get("is_forum"):
        raise bad_request("the chat is not a forum")
    if not chat.administers(bot.id):
        raise bad_request("not enough rights to create a topic")
    return chat


def create_forum_topic(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """Open a topic in a forum."""
    chat, name = _forum(world, bot, parameters), parameters.text("name")
    if not 1 <= utf16_length(name) <= 128:
        raise bad_request("TOPIC_TITLE_INVALID")
    topic = {"name": name, "icon_color": parameters.integer("icon_color", _TOPIC_COLOUR)}
    notice = world.add_message(chat, bot.as_user(), {"forum_topic_created": topic, "is_topic_message": True})
    notice.wire["message_thread_id"] = notice.id
    chat.topics[notice.id] = {"message_thread_id": notice.id, **topic}
    return chat.topics[notice.id]


def close_forum_topic(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Close a topic; sending to it is then refused."""
    chat, thread = _forum(world, bot, parameters), parameters.required_integer("message_thread_id")
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    chat.closed_topics.add(thread)
    return True


def reopen_forum_topic(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Open a closed topic again."""
    chat, thread = _forum(world, bot, parameters), parameters.required_integer("message_thread_id")
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    chat.closed_topics.discard(thread)
    return True


def get_my_default_administrator_rights(world: World, bot: BotAccount, parameters: Parameters) -> Wire:
    """No rights are asked for by default."""
    return {"is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, False)


METHODS = [
    get_file, get_chat, get_chat_member, get_chat_member_count, get_chat_administrators, leave_chat,
    get_user_profile_photos, create_forum_topic, close_forum_topic, reopen_forum_topic,
    get_my_default_administrator_rights,
]  # fmt: skip
