"""A question as the reader sees it: values by parameter, changes, words; and an account of what was used.

Rules take from a `View`. What a rule leaves untaken, a number or a condition, makes it give up: an answer
that ignores half of a question would be confidently wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from quizzes.assistant.tokens import Number, Token, Word

_LONGER = frozenset(
    {
        "长",
        "longer",
        "变长",
        "延长",
        "加长",
        "shorter",
        "短",
        "变短",
        "缩短",
        "lengthen",
        "shorten",
        "越长",
        "越短",
        "拉长",
    }
)


@dataclass(frozen=True)
class Change:
    """Two values of one parameter; `kind` is "to" (old, new), "than" (reference, other) or "and"."""

    first: float
    second: float
    kind: str


@dataclass
class Bound:
    """A number with the parameter it belongs to and its value in the unit of the reading."""

    number: Number
    index: int
    slot: str
    value: float
    role: str = ""


@dataclass
class Question:
    """Everything found in one text."""

    text: str
    tokens: list[Token]
    bound: list[Bound] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def names(self, kind: str) -> set[str]:
        """Names of the words of one kind."""
        return {token.name for token in self.tokens if isinstance(token, Word) and token.kind == kind}

    def asked_slot(self) -> str | None:
        """The parameter whose new value is asked for: named last before the asking word, in its clause."""
        asks = [
            (index, token)
            for index, token in enumerate(self.tokens)
            if isinstance(token, Word) and token.kind == "a"
        ]
        for _, token in asks:
            if token.text in ("几层", "多少层"):
                return "slices"
            if token.text in ("几次", "多少次", "需要几次", "要几次", "加几次"):
                return "NSA"
        for index, token in asks:
            if token.name in ("target", "amount"):
                for before in reversed(self.tokens[:index]):
                    if isinstance(before, Word) and before.kind == "l" and before.name not in self.same:
                        return before.name
                    if isinstance(before, Word) and before.name == "hard":
                        break
                if behind := label_behind(self.tokens, index):
                    return behind
        return None

    def labelled_before(self, one: "Bound", names: tuple[str, ...]) -> bool:
        """Whether one of these words stands before a number in its clause."""
        for token in reversed(self.tokens[: one.index]):
            if isinstance(token, Number) or token.name in ("hard", "amount"):
                return False
            if token.kind in "lt" and token.name in names:
                return True
        return False

    def move_of_pulse(self) -> str | None:
        """Tell "up" or "down" where the question speaks of longer or shorter pulses."""
        for token in self.tokens:
            if isinstance(token, Word) and token.kind == "u" and token.text in _LONGER:
                return token.name
        return None

    def moved_by_ask(self) -> str | None:
        """Tell "up" or "down" where a percentage is asked of a rise or a fall (提高百分之几, 降了几成)."""
        asked = [i for i, token in enumerate(self.tokens) if token.kind == "a" and token.name in _SHARES]
        for token in reversed(self.tokens[: asked[0]] if asked else []):
            if token.kind == "u" and token.name in ("up", "down"):
                return token.name
            if (token.kind, token.name) == ("c", "to") and token.text in "降减升增加涨":
                return "down" if token.text in "降减" else "up"
            if token.kind != "w":
                return None
        return None

    def singles(self) -> dict[str, list[float]]:
        """Values by parameter that are not part of a change."""
        singles: dict[str, list[float]] = {}
        for one in self.bound:
            if one.role != "used":
                singles.setdefault(one.slot, []).append(one.value)
        return singles


def label_behind(tokens: list[Token], index: int) -> str | None:
    """The first parameter named within five words, before the next number or the end of the clause."""
    for token in tokens[index + 1 : index + 6]:
        if token.kind == "l":
            return token.name
        if isinstance(token, Number) or token.name == "hard":
            return None
    return None


class View:
    """One rule's look at a question: what it asks for is ticked off."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.asks = question.names("a")
        if question.text.startswith(("is ", "are ")):
            self.asks.add("yes_no")
        self._topics = question.names("t") | ({"or"} & question.names("c"))
        self._mentions = question.names("l")
        self._singles = question.singles()
        self._taken_slots: set[str] = set()
        self._taken_words: set[str] = set()
        self._held: set[str] = set()

    def has(self, *topics: str) -> bool:
        """Whether one of the topics is spoken of; all of them count as understood."""
        self._taken_words.update(topics)
        return any(topic in self._topics for topic in topics)

    def mentions(self, *labels: str) -> bool:
        """Whether one of the parameters is named, with or without a number; naming it is understood."""
        self._taken_words.update(labels)
        return any(label in self._mentions for label in labels)

    def asked(self, *asks: str) -> bool:
        """Whether one of the ways of asking occurs."""
        return any(ask in self.asks for ask in asks)

    def ask_texts(self, ask: str) -> list[str]:
        """The words with which something was asked."""
        return [
            token.text
            for token in self.question.tokens
            if isinstance(token, Word) and (token.kind, token.name) == ("a", ask)
        ]

    def used(self, *topics: str) -> bool:
        """Whether a topic is present, without ticking it off."""
        return any(topic in self._topics or topic in self._mentions for topic in topics)

    def value(self, *slots: str) -> float | None:
        """The only single value of the first of these parameters that has one."""
        for slot in slots:
            if len(self._singles.get(slot, ())) == 1:
                self._take(slot)
                return self._singles[slot][0]
        return None

    def peek(self, slot: str) -> float | None:
        """The only single value of a parameter, without ticking it off."""
        values = self._singles.get(slot, ())
        return values[0] if len(values) == 1 else None

    def claim(self, low: float, high: float) -> float | None:
        """The only bare number of this size that stands before the asking word; it counts as used.

        A rule calls this for a parameter it lacks (GRE TR8 192 20层 多久); a number behind the question is
        left alone, for nobody knows what it is.
        """
        asked = [i for i, token in enumerate(self.question.tokens) if _asks(token)]
        found = [
            one
            for one in self.question.bound
            if one.slot == "unit:" and one.role != "used" and low <= one.value <= high
        ]
        if len(found) != 1 or not asked or found[0].index > asked[-1]:
            return None
        if found[0].value not in self._singles.get("unit:", ()):
            return None
        self._singles["unit:"] = [value for value in self._singles["unit:"] if value != found[0].value]
        if not self._singles["unit:"]:
            del self._singles["unit:"]
        return found[0].value

    def values(self, slot: str) -> list[float]:
        """All single values of a parameter."""
        self._take(slot)
        return self._singles.get(slot, [])

    def count(self, slot: str) -> int:
        """How many single values a parameter has; takes nothing."""
        return len(self._singles.get(slot, ()))

    def shared_first(self, *slots: str) -> bool:
        """Whether the parameter with one value stands before the one with two (都是80公斤，1米6，1米8)."""
        order = [one.slot for one in self.question.bound if one.slot in slots]
        return len(order) == 3 and order[0] != order[1] == order[2]

    def change(self, *slots: str, kinds: Iterable[str] = ("to",)) -> tuple[float, float] | None:
        """The change of one of the parameters as (from, to); a factor counts as (1, factor)."""
        for slot in slots:
            for change in self.question.changes.get(slot, [])[:1]:
                if change.kind in kinds and len(self.question.changes[slot]) == 1:
                    self._taken_slots.add("change:" + slot)
                    self._taken_words.add(slot)
                    return change.first, change.second
        return None

    def factor(self, *slots: str) -> float | None:
        """The factor by which one of the parameters changes."""
        for slot in slots:
            if slot in self.question.factors:
                self._taken_slots.add("factor:" + slot)
                self._taken_words.add(slot)
                return self.question.factors[slot]
        return None

    def move(self, *slots: str) -> str | None:
        """Tell "up" or "down" where a parameter moves without a number."""
        for slot in slots:
            if slot in self.question.moves:
                self._taken_words.add(slot)
                return self.question.moves[slot]
        return None

    def holds(self, quantity: str) -> bool:
        """Whether the question keeps SAR, SNR or time fixed; it counts as understood."""
        self._held.add(quantity)
        return quantity in self.question.same

    def accept_all(self) -> None:
        """Tick everything off, for a refusal that no detail would change."""
        self._taken_slots.update(self._singles)
        self._taken_words.update(self._topics | self._mentions)

    def _take(self, slot: str) -> None:
        self._taken_slots.add(slot)
        self._taken_words.add(slot)

    def untaken(self) -> list[str]:
        """What the rule did not account for, as typed or as the name of a parameter."""
        left = [slot for slot in self._singles if slot not in self._taken_slots]
        left += [slot for slot in self.question.changes if "change:" + slot not in self._taken_slots]
        left += [slot for slot in self.question.factors if "factor:" + slot not in self._taken_slots]
        held = self.question.same
        left += [f"{name} held" for name in held & _QUANTITIES - self._held]
        changed = self.question.changes.keys() | self.question.factors.keys()
        left += [f"{name} held" for name in held & changed]
        left += self._topics - self._taken_words
        left += self._mentions - self._taken_words - held - _IGNORED_MENTIONS
        return left + self.question.doubts


def _asks(token: Token) -> bool:
    return token.kind == "a" or (token.kind == "l" and token.name in _QUANTITIES)


_SHARES = frozenset({"percent", "tenths", "fraction"})
_QUANTITIES = frozenset({"SAR", "SNR", "time"})
_IGNORED_MENTIONS = frozenset({"coil", "true_mass", "object"})
