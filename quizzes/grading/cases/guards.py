"""Recognise answers written to please a machine: keyword lists, orders to the marker, the question itself."""

import re
from collections.abc import Collection

from quizzes.grading.cases.lexicon import Lexicon
from quizzes.grading.cases.reading import Reading
from quizzes.grading.cases.text import folded_term

LONGEST_ANSWER = 500  #: characters that are graded
LONGEST_NORMAL = 600  #: characters read after normalisation, where one sign may stand for several
BAG_TOKENS, BAG_SHARE = 8, 0.8
COPY_GRAM = 5
COPIES = ((0.8, 18), (0.5, 36))  #: least share of copied runs, with so many characters in a row
DIAGNOSES_ALLOWED, ALTERNATIVES_ALLOWED = 2, 5

_TOKENS = re.compile(r"[\s,，、;；。/+|]+")
_ITEMS = re.compile(r"[,;.，、；。|/]+")
_FUNCTION_WORDS = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "with",
        "is",
        "are",
        "was",
        "no",
        "not",
        "and",
        "or",
        "to",
        "from",
        "for",
    )
)
_REPEAT = re.compile(r"(.{2,14}?)(?:[、,;。/\s]{0,2}\1){2,}")
_LETTERS = re.compile(r"[一-鿿a-z0-9.]")
_INJECTION = re.compile(
    "|".join(
        (
            r"(?:忽略|无视)(?:以上|之前|前面|上述|所有|一切|评分|规则)",
            r"满分|打(?:100|一百)分|给(?:我)?(?:高分|100分|一百分|全分|及格)",
            r"(?:判|评|改)(?:为|定为|成|作)?(?:正确|通过|全对|满分|及格)",
            r"本题(?:判|为|得|算)|得分(?:为|:|=)|得分点|采分点|所有要点|要点(?:全|均|都)|全部(?:命中|得分|正确)",
            r"评分(?:标准|规则|系统|员|程序|老师|模型|器)|阅卷|系统(?:指令|提示词|消息)|提示词",
            r"你(?:现在)?是(?:一个|一名)?(?:评|阅|ai|老师|助手|人工)|(?:老师|考官|管理员).{0,6}(?:给|加|手下)",
            r"<script|</|score ?[=:]|\bscores?\b.{0,12}\b100\b|100 ?/ ?100|drop table|select \*",
            r"(?:full|maximum) (?:marks?|score|credit|points)|give (?:me )?(?:100|full|max)|award",
            r"(?:ignore|disregard) (?:all|any|the|previous|prior|above|your)",
            r"(?:mark|grade) (?:this|it|me|all)",
            r"\bsystem ?(?:prompt|:|message)|as an ai|you are (?:a|an|the|now)|assistant:|override",
            r"\"(?:total|hit|points)\"",
        )
    )
)


def is_keyword_bag(original: str, chars: str, lexicon: Lexicon) -> bool:
    """Tell whether an answer strings terms together without saying anything about them."""
    if _REPEAT.search(chars):
        return True
    separators = _separators(chars)
    tokens = [folded for token in separators.split(original) if (folded := folded_term(token))]
    if sum(len(token) == 1 for token in tokens) > len(tokens) / 2:  # spaces between all characters
        tokens = [token for token in separators.split(chars) if token]
    if len(tokens) < BAG_TOKENS or _FUNCTION_WORDS & set(tokens):
        return False
    bare = sum(_is_bare(token, lexicon) for token in tokens)
    return bare > BAG_SHARE * len(tokens)


def _separators(chars: str) -> re.Pattern[str]:
    """English words always stand apart; commas tell its items where there are any."""
    english = sum("a" <= character <= "z" for character in chars) > len(chars) / 2
    return _ITEMS if english and _ITEMS.search(chars) else _TOKENS


def _is_bare(token: str, lexicon: Lexicon) -> bool:
    """Tell whether a token is one or two terms with nothing that states, denies, compares or measures."""
    hits = lexicon.find(token)
    speaks = any(hit.role == "cue" and hit.name not in ("left", "right", "both", "plain") for hit in hits)
    covered = {index for hit in hits for index in range(hit.start, hit.end)}
    spans = {(hit.start, hit.end) for hit in hits}
    known = len(covered) >= 0.7 * len(token) and len(spans) <= 2
    short = len(token) <= 4 and not any(map(str.isdigit, token))
    return not speaks and (known or short)


def is_injection(chars: str) -> bool:
    """Tell whether normalised text addresses the marker or the program instead of the case."""
    return _INJECTION.search(chars) is not None


def is_copy(chars: str, source: str) -> bool:
    """Tell whether an answer is pasted from the question.

    That is so if 80 % of its runs of five characters occur there, among them 18 in a row, or half of them
    with 36 in a row: a short answer in the words of the question is not a copy.
    """
    answer, stem = _grams(chars, COPY_GRAM), _grams(source, COPY_GRAM)
    share = len(answer & stem) / max(len(answer), 1)
    return any(share >= least and _grams(chars, run) & _grams(source, run) for least, run in COPIES)


def _grams(text: str, length: int) -> set[str]:
    """Return the runs of a text within its sentences, so that their order does not matter."""
    sentences = ("".join(_LETTERS.findall(sentence)) for sentence in re.split("[。!?]", text))
    return {one[index : index + length] for one in sentences for index in range(len(one) - length + 1)}


def is_shotgun(
    reading: Reading, lexicon: Lexicon, expected: Collection[str], *, asked: Collection[str]
) -> bool:
    """Tell whether an answer asserts more diagnoses than a reader can take seriously.

    `expected` are the diagnoses that the rubric wants; those and each group of the lexicon count once. Of
    alternatives that the rubric does not ask for (`asked`), five are allowed.
    """
    wanted = {_group(name, lexicon) for name in expected}
    asserted: set[str] = set()
    doubted: set[str] = set()
    alternatives: set[str] = set()
    for mention in reading.mentions:
        if mention.kind != "dx" or mention.negated or mention.role in ("tested", "general"):
            continue
        if mention.role == "differential" and not reading.in_sentence(mention, "everything"):
            alternatives.add(mention.concept)
            continue
        group = _group(mention.concept, lexicon)
        name = "expected" if group in wanted else group
        (doubted if mention.doubted else asserted).add(name)
    many = len(asserted) > DIAGNOSES_ALLOWED or len(alternatives - set(asked)) > ALTERNATIVES_ALLOWED
    return many or (not asserted and len(doubted) > DIAGNOSES_ALLOWED)


def _group(concept: str, lexicon: Lexicon) -> str:
    return lexicon.concepts[concept].group or concept
