"""`yinling run`, `yinling demo` and `yinling db …`."""

import asyncio

import typer

from bot.settings import Settings

db = typer.Typer(help="The database: upgrade.", no_args_is_help=True)


def _configure_logs(settings: Settings) -> None:
    from bot import logs

    secrets = [s.get_secret_value() for s in (settings.telegram_token, settings.webhook_secret) if s]
    logs.configure(level=settings.log_level, style=settings.log_format, secrets=tuple(secrets))


def run() -> None:
    """Run the bot: polling, or a webhook where YINLING_WEBHOOK_URL is set."""
    from telegram.error import InvalidToken

    from bot.running import run_until_stopped
    from quizzes.storage import migrations

    settings = Settings()
    _configure_logs(settings)
    if settings.telegram_token is None:
        typer.echo(
            "No token: set YINLING_TELEGRAM_TOKEN to what @BotFather gave you. `yinling doctor` helps.",
            err=True,
        )
        raise typer.Exit(2)
    if migrations.pending(settings.database_url):
        typer.echo("The database lacks migrations: run `yinling db upgrade` first.", err=True)
        raise typer.Exit(2)
    try:
        asyncio.run(run_until_stopped(settings))
    except InvalidToken:  # its text holds the token, so it must not become a traceback
        typer.echo("Telegram refuses the token: set YINLING_TELEGRAM_TOKEN to @BotFather's.", err=True)
        raise typer.Exit(2) from None


def demo() -> None:
    """Show everything on this machine: simulator, bot and scheduler, with a chat page in the browser."""
    from bot.demo import show

    settings = Settings()
    _configure_logs(settings)
    show(settings)


@db.command()
def upgrade() -> None:
    """Apply every migration that is missing."""
    from quizzes.storage import migrations

    migrations.upgrade(Settings().database_url)
    typer.echo("The database is up to date.", err=True)
