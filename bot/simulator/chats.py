"""People, chats and the messages in them."""

from dataclasses import dataclass, field
from typing import Any

Wire = dict[str, Any]

#: Rights of an administrator, all of which the simulator grants together.
ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_RESTRICTIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics", "can_edit_tag",
)  # fmt: skip
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass
class Person:
    """Someone with a Telegram account. Centre, role, time zone and link are shown on the page only."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "zh-hans"
    centre: str = ""
    role: str = ""
    link: str = ""  #: one they were sent, ready to be opened
    timezone: str = "Asia/Shanghai"
    deactivated: bool = False

    @property
    def name(self) -> str:
        """The name as shown; Chinese names are written without a space."""
        gap = " " if f"{self.first_name}{self.last_name}".isascii() else ""
        return f"{self.first_name}{gap}{self.last_name}".strip()

    def as_user(self) -> Wire:
        """User, without empty fields."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {name: value for name, value in optional.items() if value}


class Message:
    """One message. `wire` is replaced, never changed, so that updates and answers keep what they had."""

    __slots__ = ("deleted", "reactions", "revision", "wire")

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.deleted = False
        self.reactions: dict[int, str] = {}
        self.revision = 0

    @property
    def id(self) -> int:
        """message_id"""
        return int(self.wire["message_id"])

    def without_reply(self) -> Wire:
        """The message as it stands inside another: without the one it replies to."""
        return {name: value for name, value in self.wire.items() if name != "reply_to_message"}


@dataclass(eq=False)
class Chat:
    """A private chat of one bot with one person, or a group."""

    wire: Wire
    messages: dict[int, Message] = field(default_factory=dict)
    #: person or bot id -> creator, administrator, member, restricted, left or kicked (groups only)
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Wire] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    #: ReplyKeyboardMarkup or ForceReply now shown
    keyboard: Wire | None = None
    #: chat action and the timestamp it ends at
    action: tuple[str, float] = ("", 0.0)
    migrated_to: int | None = None
    revision: int = 0

    @property
    def id(self) -> int:
        """Chat id; in private chats the person's."""
        return int(self.wire["id"])

    @property
    def private(self) -> bool:
        """Whether this is a conversation with one person."""
        return bool(self.wire["type"] == "private")

    def has(self, member_id: int) -> bool:
        """Whether someone is in the group."""
        return self.members.get(member_id) in PRESENT

    def administers(self, member_id: int) -> bool:
        """Whether someone has administrator rights."""
        return self.members.get(member_id) in ("creator", "administrator")

    def message(self, message_id: int | None) -> Message | None:
        """A message that is still there."""
        found = self.messages.get(message_id) if message_id is not None else None
        return None if found is None or found.deleted else found


def chat_member(user: Wire, status: str) -> Wire:
    """ChatMember of a user with this status."""
    member: Wire = {"user": user, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, True)
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | dict.fromkeys(_RESTRICTIONS, False)
    elif status == "kicked":
        member["until_date"] = 0
    return member
