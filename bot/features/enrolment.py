"""Coming and going: /start with or without an invitation, /name, /language, /leave, blocking the bot."""

import re
import unicodedata

from telegram import ChatMember, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, filters

from bot import menu
from bot.context import BotContext, acknowledge, reply, show
from bot.language import LANGUAGES, of_account, translator
from bot.texts import markup
from bot.texts import people as words
from quizzes import invitations, people
from quizzes.errors import BadName, InvitationUnknown

PRIVATE = filters.ChatType.PRIVATE
_CODE = re.compile(rf"[{invitations.CODE_ALPHABET}]{{{invitations.CODE_LENGTH}}}")


def invitation_code(text: str) -> str | None:
    """The invitation code somebody typed, in whatever case, width or spacing; None if it is none."""
    compact = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text[:64])).upper()
    return compact if _CODE.fullmatch(compact) else None


async def on_start(update: Update, context: BotContext) -> None:
    """A person opens the chat, with a link's code or without."""
    code = invitation_code(context.args[0]) if context.args else None
    if context.args and code is None:
        raise InvitationUnknown
    if code is not None:
        await enrol(update, context, code)
    elif context.person is not None and context.person.centre is not None:
        who = context.enrolled()
        async with context.services.database.write() as session:  # whoever writes can be written to
            await people.mark_reachable(session, telegram_id=who.person.telegram_id, since=None)
        await reply(update, words.welcome(who, context._), words.start_keyboard(context._))
    else:
        await _meet_administrator(update, context)
        await reply(update, words.stranger(context._))


async def _meet_administrator(update: Update, context: BotContext) -> None:
    """Administrators by configuration need no invitation; they become known here."""
    user = update.effective_user
    assert user is not None
    if user.id not in context.services.administrators:
        return
    async with context.services.database.write() as session:
        await people.meet(
            session,
            telegram_id=user.id,
            name=user.full_name,
            language=of_account(user.language_code),
            now=context.services.now(),
        )


async def enrol(update: Update, context: BotContext, code: str) -> None:
    """Redeem a code: join, come back or move to another centre."""
    user = update.effective_user
    assert user is not None
    now = context.receipt.received_at
    async with context.services.database.write() as session:
        member_id = await people.meet(
            session,
            telegram_id=user.id,
            name=user.full_name,
            language=of_account(user.language_code),
            now=now,
        )
        await invitations.redeem(session, code=code, member_id=member_id, now=now)
        context.person = await people.find_person(
            session, telegram_id=user.id, administrators=context.services.administrators
        )
    assert context.person is not None
    await reply(update, words.welcome(context.enrolled(), context._), words.start_keyboard(context._))
    await menu.publish_for(context.bot, context.person)


async def on_name(update: Update, context: BotContext) -> None:
    """A member sets the name colleagues see."""
    person = context.enrolled().person
    if not context.args:
        raise BadName
    async with context.services.database.write() as session:
        name = await people.rename(session, member_id=person.id, name=" ".join(context.args))
    await reply(update, markup.plain(context._("Your name on boards is now {name}.").format(name=name)))


async def on_language(update: Update, context: BotContext) -> None:
    """Which language?"""
    buttons = [InlineKeyboardButton(label, callback_data=f"language:{code}") for code, label in NAMES.items()]
    await reply(update, "语言 / Language", InlineKeyboardMarkup([buttons]))


NAMES = {"zh": "中文", "en": "English"}


async def on_language_chosen(update: Update, context: BotContext) -> None:
    """A member chose the language they read."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    chosen = context.match[1]
    if context.person is not None:
        async with context.services.database.write() as session:
            await people.speak(session, member_id=context.person.id, language=chosen)
            context.person = await people.find_person(
                session, telegram_id=query.from_user.id, administrators=context.services.administrators
            )
        assert context.person is not None
        await menu.publish_for(context.bot, context.person)
    await acknowledge(query)
    _ = translator(chosen)
    await show(query, markup.plain(_("I will write in English from now on.")))


async def on_leave(update: Update, context: BotContext) -> None:
    """Sure?"""
    _ = context._
    who = context.enrolled()
    text = _("Leave {centre}? Your answers are kept, but you get no more questions.").format(
        centre=who.centre.title(context.language)
    )
    buttons = [
        InlineKeyboardButton(_("Leave"), callback_data="leave:yes"),
        InlineKeyboardButton(_("Stay"), callback_data="leave:no"),
    ]
    await reply(update, markup.plain(text), InlineKeyboardMarkup([buttons]))


async def on_leave_confirmed(update: Update, context: BotContext) -> None:
    """The member decided."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    if context.match[1] == "no":
        await acknowledge(query)
        await show(query, markup.plain(context._("You stay. Until the next question.")))
        return
    person = context.enrolled().person
    async with context.services.database.write() as session:
        await people.leave(session, member_id=person.id, now=context.receipt.received_at)
    await acknowledge(query)
    text = context._("You have left. An invitation from a director brings you back at any time.")
    await show(query, markup.plain(text))


async def on_blocked_or_back(update: Update, context: BotContext) -> None:
    """Somebody blocked the bot, or started it again."""
    change = update.my_chat_member
    assert change is not None
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    async with context.services.database.write() as session:
        await people.mark_reachable(
            session,
            telegram_id=change.chat.id,
            since=context.receipt.received_at if gone else None,
        )


HANDLERS = [
    CommandHandler("start", on_start, PRIVATE),
    CommandHandler("name", on_name, PRIVATE),
    CommandHandler("language", on_language, PRIVATE),
    CommandHandler("leave", on_leave, PRIVATE),
    CallbackQueryHandler(on_language_chosen, rf"^language:({'|'.join(LANGUAGES)})$"),
    CallbackQueryHandler(on_leave_confirmed, r"^leave:(yes|no)$"),
    ChatMemberHandler(on_blocked_or_back, ChatMemberHandler.MY_CHAT_MEMBER),
]
