"""What a member has put together and not yet sent: ticks, an order, boxes, and the stages already locked."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """`chosen` are positions in the order tapped; `boxes` the text of every box asked so far, "" if skipped.

    `opened` is a box the member turned back to, and `stages` the answers of a staged case that are locked,
    each as the bank writes it down.
    """

    chosen: tuple[int, ...] = ()
    boxes: Mapping[str, str] = field(default_factory=dict)
    opened: str | None = None
    stages: tuple[str, ...] = ()

    def waiting(self, boxes: Collection[str]) -> str | None:
        """The box that the next text goes to: the one turned back to, else the first not yet asked."""
        return self.opened or next((box for box in boxes if box not in self.boxes), None)

    def ticked(self, position: int) -> "Unsent":
        """With one option ticked, or no longer ticked."""
        return replace(self, chosen=tuple(sorted({*self.chosen} ^ {position})))

    def placed(self, position: int) -> "Unsent":
        """With one more item at the end of the order."""
        return replace(self, chosen=tuple(dict.fromkeys((*self.chosen, position))))

    def undone(self) -> "Unsent":
        """Without the last item of the order."""
        return replace(self, chosen=self.chosen[:-1])

    def filled(self, box: str, text: str) -> "Unsent":
        """With the text of a box, which no longer waits."""
        return replace(self, boxes={**self.boxes, box: text}, opened=None)

    def turned_to(self, box: str) -> "Unsent":
        """With a box waiting for text again."""
        return replace(self, opened=box)

    def locked(self, answer: str) -> "Unsent":
        """With the stage at hand answered, and the next one begun."""
        return Unsent(stages=(*self.stages, answer))


_UNSENT = TypeAdapter(Unsent)


def written(unsent: Unsent) -> str:
    """As it is stored; what is empty is left out."""
    return _UNSENT.dump_json(unsent, exclude_defaults=True).decode()


def read(content: str | None) -> Unsent:
    """What was stored; a bare list holds ticks."""
    found = json.loads(content) if content else {}
    return Unsent(chosen=tuple(found)) if isinstance(found, list) else _UNSENT.validate_python(found)
