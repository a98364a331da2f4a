"""Inserts that let a unique key decide, the same way on both engines."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

LARGEST_ID = 2**31 - 1
"""Ids are 32-bit integers; PostgreSQL refuses to look for a larger one."""


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """Insert rows, pass over those whose unique key is taken; the primary keys of the new ones."""
    if not rows:
        return []
    key = next(iter(table.__table__.primary_key.columns))  # type: ignore[attr-defined]
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    result = await session.exec(insert.on_conflict_do_nothing().returning(key), params=list(rows))
    return list(result.scalars().all())
