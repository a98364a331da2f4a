"""Bot accounts: their token, what they told Telegram about themselves, and what is on its way to them."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.chats import Chat, Wire
from bot.simulator.updates import UpdateQueue

Commands = list[Wire]


@dataclass
class Query:
    """A tap or an inline query that waits for its answer."""

    id: str
    person_id: int
    asked_at: float
    answer: Wire | None = None
    chat: Chat | None = None


@dataclass
class Webhook:
    """Where updates are sent, and how that went."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_at: float | None = None
    last_error: str = ""


@dataclass(eq=False)
class BotAccount:
    """One bot."""

    id: int
    token: str
    username: str
    first_name: str
    updates: UpdateQueue
    privacy: bool = True
    inline: bool = True
    private_chats: dict[int, Chat] = field(default_factory=dict)
    blocked_by: set[int] = field(default_factory=set)
    queries: dict[str, Query] = field(default_factory=dict)
    #: (scope as a sorted tuple of items, language) -> commands
    commands: dict[tuple[Any, str], Commands] = field(default_factory=dict)
    #: field (name, description, short_description) and language -> text
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Wire] = field(default_factory=dict)
    webhook: Webhook | None = None
    delivery: asyncio.Task[None] | None = None

    def as_user(self) -> Wire:
        """User, as it appears in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def scope_key(self, scope: Wire) -> tuple[tuple[str, Any], ...]:
        """A BotCommandScope as a dictionary key."""
        return tuple(sorted((name, str(value)) for name, value in (scope or {"type": "default"}).items()))

    def about(self, field: str, language: str) -> str:
        """Name, description or short_description in a language, else the one for all languages."""
        return self.profile.get((field, language)) or self.profile.get((field, "")) or ""

    def commands_seen_by(self, chat: Chat, person_id: int, language: str) -> Commands:
        """The command menu of one person in one chat, in the order of precedence of the Bot API."""
        if chat.private:
            scopes: list[Wire] = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
        else:
            scopes = [
                {"type": "chat_member", "chat_id": chat.id, "user_id": person_id},
                {"type": "chat", "chat_id": chat.id},
                {"type": "all_group_chats"},
            ]
            if chat.administers(person_id):
                scopes.insert(1, {"type": "chat_administrators", "chat_id": chat.id})
                scopes.insert(3, {"type": "all_chat_administrators"})
        for scope in [*scopes, {"type": "default"}]:
            for code in (language.partition("-")[0], ""):
                if commands := self.commands.get((self.scope_key(scope), code)):
                    return commands
        return []
