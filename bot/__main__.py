"""The command `yinling`. Commands import what they need when they run, so that each starts quickly."""

import typer

from bot.commands.ask import ask
from bot.commands.bank import bank
from bot.commands.doctor import doctor
from bot.commands.grade import grade
from bot.commands.journal import journal
from bot.commands.people import centre, invite
from bot.commands.regrade import regrade
from bot.commands.run import db, demo, run

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.command()(run)
app.command()(demo)
app.command()(doctor)
app.command()(invite)
app.command()(ask)
app.add_typer(db, name="db")
app.add_typer(bank, name="bank")
app.add_typer(centre, name="centre")
app.add_typer(grade, name="grade")
app.add_typer(regrade, name="regrade")
app.add_typer(journal, name="journal")


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
