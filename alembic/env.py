"""Runs migrations on the database whose URL the caller sets (``yinling db upgrade``, tests)."""

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import AutoString

import quizzes.tables
from quizzes.storage.types import UTCDateTime


def render_item(type_: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as plain ones: a migration imports nothing of the application."""
    if type_ == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    url = make_url(context.config.get_main_option("sqlalchemy.url"))
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url)
    if sqlite:

        @event.listens_for(engine, "connect")
        def enforce_foreign_keys(connection, _record):
            connection.execute("PRAGMA foreign_keys=ON")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=quizzes.tables.METADATA,
            render_as_batch=True,
            render_item=render_item,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
