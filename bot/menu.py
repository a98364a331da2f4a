"""The command menu Telegram shows, by language and role."""

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.language import LANGUAGES, Translate, translator
from quizzes.people import Person


def commands(_: Translate, *, directs: bool, marks: bool) -> list[BotCommand]:
    """The menu of one kind of person in one language."""
    menu = [
        BotCommand("today", _("today's question")),
        BotCommand("practice", _("one more question, not ranked")),
        BotCommand("board", _("my centre's board")),
        BotCommand("me", _("my answers and mistakes")),
        BotCommand("sar", _("ask about SAR and SNR")),
    ]
    if marks:
        menu.append(BotCommand("mark", _("mark case answers")))
    if directs:
        menu.append(BotCommand("invite", _("invite people to my centre")))
    return [
        *menu,
        BotCommand("help", _("what I can do")),
        BotCommand("language", "语言 / Language"),
        BotCommand("name", _("the name shown on boards")),
        BotCommand("leave", _("leave my centre")),
    ]


async def publish(bot: Bot) -> None:
    """The menu everybody has, in each language; Chinese where an account's language is neither."""
    await bot.set_my_commands(commands(translator("zh"), directs=False, marks=False))
    for language in LANGUAGES:
        await bot.set_my_commands(
            commands(translator(language), directs=False, marks=False), language_code=language
        )


async def publish_for(bot: Bot, person: Person) -> None:
    """The menu of one person, in the language they chose and with what their role adds."""
    directs = bool(person.directs) or person.administrates
    await bot.set_my_commands(
        commands(translator(person.language), directs=directs, marks=person.may_mark_somewhere),
        scope=BotCommandScopeChat(person.telegram_id),
    )
