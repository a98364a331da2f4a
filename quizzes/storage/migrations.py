"""Bring a database to the schema this version expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

_ROOT = Path(__file__).resolve().parents[2]


def alembic_config(url: str) -> Config:
    """The configuration Alembic runs with, for one database."""
    config = Config(_ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Apply every migration that is missing."""
    command.upgrade(alembic_config(url), "head")


def pending(url: str) -> bool:
    """Whether the database lacks a migration."""
    parsed = make_url(url)
    engine = create_engine(
        parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed
    )
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current != ScriptDirectory.from_config(alembic_config(url)).get_current_head()
