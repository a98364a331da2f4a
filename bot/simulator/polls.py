"""Polls and quizzes."""

from dataclasses import dataclass, field

from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Wire


@dataclass(eq=False)
class Poll:
    """One poll that a bot sent."""

    id: str
    bot: BotAccount
    chat: Chat
    question: Wire
    options: list[Wire]
    kind: str
    anonymous: bool
    multiple: bool
    revoting: bool
    correct: list[int]
    extra: Wire
    closed: bool = False
    message_id: int = 0
    votes: dict[int, list[int]] = field(default_factory=dict)

    def as_object(self) -> Wire:
        """Poll, as bots see it."""
        counts = [sum(index in vote for vote in self.votes.values()) for index in range(len(self.options))]
        poll: Wire = {
            "id": self.id,
            **self.question,
            "options": [
                {**option, "persistent_id": str(index), "voter_count": count}
                for index, (option, count) in enumerate(zip(self.options, counts, strict=True))
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": self.kind,
            "allows_multiple_answers": self.multiple,
            "allows_revoting": self.revoting,
            "members_only": False,
            **self.extra,
        }
        if self.kind == "quiz":
            poll["correct_option_ids"] = self.correct
        return poll
