"""The database: engines, transactions, column types. SQLite by default, PostgreSQL by URL."""

from quizzes.storage.database import Database

__all__ = ["Database"]
