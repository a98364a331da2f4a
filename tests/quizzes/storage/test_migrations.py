import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import make_url

from quizzes.storage import migrations
from quizzes.tables import METADATA


def _sync_engine(url: str) -> sa.Engine:
    parsed = make_url(url)
    return sa.create_engine(
        parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed
    )


def _constraints(engine: sa.Engine) -> dict[str, dict[str, set[object]]]:
    """Everything Alembic's own comparison overlooks: checks, foreign keys' actions, partial indexes."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "checks": {check["name"] for check in inspector.get_check_constraints(table)},
            "foreign keys": {
                (tuple(key["constrained_columns"]), key["referred_table"], key["options"].get("ondelete"))
                for key in inspector.get_foreign_keys(table)
            },
            "unique": {tuple(key["column_names"]) for key in inspector.get_unique_constraints(table)},
            "indexes": {
                (
                    index["name"],
                    tuple(index["column_names"]),
                    index["unique"],
                    bool(index.get("dialect_options")),
                )
                for index in inspector.get_indexes(table)
            },
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_build_the_schema_the_code_declares(database_url):
    command.check(migrations.alembic_config(database_url))


def test_migrations_build_every_declared_constraint(database_url, tmp_path):
    migrated = _sync_engine(database_url)
    found = _constraints(migrated)
    with migrated.begin() as connection:
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    declared = _constraints(migrated)
    migrated.dispose()
    assert found == declared


def test_a_database_without_migrations_is_reported(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    assert migrations.pending(url)
    migrations.upgrade(url)
    assert not migrations.pending(url)
