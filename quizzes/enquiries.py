"""Questions to the technologist's assistant: answered, kept, and continued by a follow-up or a button."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import assistant
from quizzes.assistant.model import Reading
from quizzes.assistant.reader import question_of, read
from quizzes.assistant.tokens import LONGEST
from quizzes.errors import NotYours
from quizzes.people import Person
from quizzes.storage.rows import LARGEST_ID, insert_new
from quizzes.tables import Enquiry

FOLLOWS_WITHIN = timedelta(minutes=30)
_FOLLOW_UP = re.compile(r"呢\s*[?？。]?\s*$|^\s*那|^\s*(?:and|what about|how about)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Enquired:
    """An answer of the assistant, and the id its buttons carry."""

    enquiry_id: int
    answer: assistant.Answer


def asks(text: str) -> bool:
    """Whether a text is a question that the assistant reads in full, and so no answer to somebody else's."""
    if not text.strip() or len(text) > LONGEST:
        return False
    question = question_of(text)
    if not (question.names("a") or "what_now" in question.names("t")):
        return False
    read_as = read(question)
    return isinstance(read_as, Reading) and not read_as.missing


async def enquire(
    session: AsyncSession, *, person: Person, text: str, update_id: int, now: datetime
) -> Enquired:
    """Answer a question; one asked within half an hour may be a follow-up to the last."""
    previous = await _previous(session, member_id=person.id, update_id=update_id, now=now)
    answer = assistant.answer(text, language="en" if person.language == "en" else "zh", previous=previous)
    row = {
        "member_id": person.id,
        "update_id": update_id,
        "text": text,
        "reading": json.dumps(answer.reading, ensure_ascii=False),
        "offered": json.dumps([choice.question for choice in answer.choices], ensure_ascii=False),
        "asked_at": now,
    }
    new = await insert_new(session, Enquiry, [row])
    if new:
        return Enquired(enquiry_id=new[0], answer=answer)
    known = (await session.exec(select(Enquiry.id).where(Enquiry.update_id == update_id))).one()
    assert known is not None
    return Enquired(enquiry_id=known, answer=answer)


async def follows(session: AsyncSession, *, person: Person, text: str, now: datetime) -> bool:
    """Whether a text says that it goes on from the member's last question, and can be read so.

    It has to be worded so (那 150 呢, "and 3 T?"): a bare number may be an answer to something else.
    """
    if not _FOLLOW_UP.search(text):
        return False
    previous = await _previous(session, member_id=person.id, update_id=-1, now=now)
    if previous is None:
        return False
    return bool(assistant.answer(text, previous=previous).reading)


async def _previous(
    session: AsyncSession, *, member_id: int, update_id: int, now: datetime
) -> dict[str, object] | None:
    statement = (
        select(Enquiry.reading)
        .where(
            Enquiry.member_id == member_id,
            Enquiry.update_id != update_id,
            Enquiry.asked_at > now - FOLLOWS_WITHIN,
        )
        .order_by(col(Enquiry.id).desc())
        .limit(1)
    )
    reading = (await session.exec(statement)).first()
    return dict(json.loads(reading)) if reading else None


async def offered(session: AsyncSession, *, person: Person, enquiry_id: int, place: int) -> str:
    """The question behind a button under one of the member's own enquiries.

    Raises
    ------
    NotYours
    """
    row = await _own(session, person=person, enquiry_id=enquiry_id)
    questions = json.loads(row.offered)
    if not 0 <= place < len(questions):
        raise NotYours
    return str(questions[place])


async def reading(session: AsyncSession, *, person: Person, enquiry_id: int) -> dict[str, object]:
    """How one of the member's own enquiries was read.

    Raises
    ------
    NotYours
    """
    row = await _own(session, person=person, enquiry_id=enquiry_id)
    return dict(json.loads(row.reading))


async def _own(session: AsyncSession, *, person: Person, enquiry_id: int) -> Enquiry:
    row = await session.get(Enquiry, enquiry_id) if enquiry_id <= LARGEST_ID else None
    if row is None or row.member_id != person.id:
        raise NotYours
    return row
