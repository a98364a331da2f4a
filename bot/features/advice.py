"""SAR over the limit, what now: a dialogue by buttons and by text, to remedies with their costs."""

import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler

from bot.context import BotContext, acknowledge, reply, show
from bot.pictures import curves
from bot.texts import advice as words
from physics.protocol import TURBO
from quizzes import advising, over_limit
from quizzes.advising import CHOOSING, Conversation
from quizzes.curves import Quantity, of_settings
from quizzes.errors import NotYours
from quizzes.over_limit import DoesNotFit, Setting, Settings

MOST_IN_A_ROW = 5
ROW_WIDTH = 30
_NAME = r"([A-Za-z0-9_]{1,16})"


async def begin(update: Update, context: BotContext, settings: Settings) -> None:
    """Start the dialogue with what a message said already."""
    async with context.services.database.write() as session:
        conversation = await advising.begin(
            session,
            person=context.enrolled().person,
            settings=settings,
            update_id=update.update_id,
            now=context.receipt.received_at,
        )
    await acknowledge(update.callback_query)
    await reply(update, *_message(conversation, context))


async def continued(update: Update, context: BotContext, text: str) -> bool:
    """Take a typed message for the dialogue, if that was the last thing asked and the text says a setting.

    A message that states a protocol with its SAR and limit is a case of its own.
    """
    if advising.begins(text) is not None:
        return False
    person, now = context.enrolled().person, context.receipt.received_at
    async with context.services.database.write() as session:
        last = await advising.latest(session, person=person, at=now)
        if last is None:
            return False
        settings = advising.settings_in(text, known=last.settings, asked=last.asked)
        if settings is None:
            return False
        conversation = await advising.change(
            session, person=person, dialogue_id=last.dialogue_id, settings=settings, now=now
        )
    await reply(update, *_message(conversation, context))
    return True


async def on_set(update: Update, context: BotContext) -> None:
    """A value was tapped."""
    assert context.match is not None
    name, tapped = context.match[2], context.match[3]
    known = await _tapped(context)
    try:
        value: Setting = tapped if tapped in over_limit.KINDS[name].words else float(tapped)
        settings = over_limit.with_setting(known.settings, name, value)
    except (ValueError, KeyError) as error:
        raise NotYours from error
    await _change(update, context, settings=settings)


async def on_ask(update: Update, context: BotContext) -> None:
    """A setting is to be changed, or the member wants to choose which."""
    assert context.match is not None
    if context.match[2] not in (CHOOSING, *over_limit.KINDS):
        raise NotYours
    await _change(update, context, step=context.match[2])


async def on_advice(update: Update, context: BotContext) -> None:
    """Back to the advice: all of it (0), or only what takes no longer (1)."""
    assert context.match is not None
    await _change(update, context, keep_time=context.match[2] == "1")


async def on_why(update: Update, context: BotContext) -> None:
    """Why the remedies work, as a further message."""
    conversation = await _tapped(context)
    if not conversation.complete:
        raise NotYours
    text = words.explanation(over_limit.advised(conversation.settings), context._)
    await acknowledge(update.callback_query)
    await reply(update, text)


async def on_curve(update: Update, context: BotContext) -> None:
    """SAR against what can be changed, or the echoes along the train, as a picture."""
    assert update.callback_query is not None
    assert context.match is not None
    conversation = await _tapped(context)
    if not conversation.complete:
        raise NotYours
    signal = context.match[2] == "train"
    plots = [p for p in of_settings(conversation.settings) if (p.y is Quantity.SIGNAL) is signal]
    if not plots:
        raise NotYours
    picture = await asyncio.to_thread(curves.png, plots, _=context._)
    await acknowledge(update.callback_query)
    await context.bot.send_photo(update.callback_query.from_user.id, picture, filename="sar.png")


async def _tapped(context: BotContext) -> Conversation:
    """The dialogue under whose message a button was tapped; refuses other people's."""
    assert context.match is not None
    async with context.services.database.read() as session:
        return await advising.owned(
            session, person=context.enrolled().person, dialogue_id=int(context.match[1])
        )


async def _change(
    update: Update,
    context: BotContext,
    *,
    settings: Settings | None = None,
    step: str = "",
    keep_time: bool | None = None,
) -> None:
    assert update.callback_query is not None
    assert context.match is not None
    async with context.services.database.write() as session:
        conversation = await advising.change(
            session,
            person=context.enrolled().person,
            dialogue_id=int(context.match[1]),
            settings=settings,
            step=step,
            keep_time=keep_time,
            now=context.receipt.received_at,
        )
    await acknowledge(update.callback_query)
    await show(update.callback_query, *_message(conversation, context))


def _message(conversation: Conversation, context: BotContext) -> tuple[str, InlineKeyboardMarkup]:
    """The dialogue as it stands: a question with values to tap, or the advice."""
    if not conversation.complete:
        text = words.asking(conversation, language=context.language, _=context._)
        return text, _question_keyboard(conversation, context)
    try:
        found = over_limit.advised(conversation.settings)
    except DoesNotFit:
        return words.misfit(conversation.settings, context._), _settings_keyboard(conversation, context)
    return words.advice(conversation, found, context._), _advice_keyboard(conversation, found, context)


def _question_keyboard(conversation: Conversation, context: BotContext) -> InlineKeyboardMarkup:
    settings, name = conversation.settings, conversation.asked
    if name is None:
        return _settings_keyboard(conversation, context)
    values = [
        _button(
            words.offered(name, value, settings, context._), conversation, "set", f"{name}:{_written(value)}"
        )
        for value in over_limit.usual(name, settings)
    ]
    rows = rows_of(values)
    if conversation.step:
        rows.append([_back(conversation, context)])
    elif settings:
        rows.append([_button(context._("✎ change what is known"), conversation, "ask", CHOOSING)])
    return InlineKeyboardMarkup(rows)


def _back(conversation: Conversation, context: BotContext) -> InlineKeyboardButton:
    return _button(context._("⬅ back"), conversation, "advice", "1" if conversation.keep_time else "0")


def _settings_keyboard(conversation: Conversation, context: BotContext) -> InlineKeyboardMarkup:
    """Every setting that can be given, those that are known with their values."""
    buttons = [
        _to_change(name, conversation, context)
        or _button("＋ " + words.setting_name(name, context._), conversation, "ask", name)
        for name in over_limit.changeable(conversation.settings)
    ]
    return InlineKeyboardMarkup([*rows_of(buttons), [_back(conversation, context)]])


def _advice_keyboard(
    conversation: Conversation, found: over_limit.Advised, context: BotContext
) -> InlineKeyboardMarkup:
    _ = context._
    rows = [
        [
            _button(_("✎ TR"), conversation, "ask", "TR"),
            _button(_("✎ others"), conversation, "ask", CHOOSING),
        ]
    ]
    if conversation.told is not None:
        told = _written(conversation.told["SAR"])
        label = _("✎ the prediction is still {told}").format(told=told)
        rows.append([_button(label, conversation, "set", f"SAR:{told}")])
    if found.remedies:
        label = _("all remedies") if conversation.keep_time else _("only without longer time")
        rows += [
            [_button(label, conversation, "advice", "0" if conversation.keep_time else "1")],
            [_button(_("explain"), conversation, "why"), _button(_("📈 curve"), conversation, "curve:SAR")],
        ]
        if found.protocol.sequence in TURBO:
            rows[-1].append(_button(_("📉 echoes"), conversation, "curve:train"))
    return InlineKeyboardMarkup(rows)


def _to_change(name: str, conversation: Conversation, context: BotContext) -> InlineKeyboardButton | None:
    """The button that shows a known setting and asks for it again."""
    known = words.short(name, conversation.settings, context._)
    return _button("✎ " + known, conversation, "ask", name) if known else None


def _button(label: str, conversation: Conversation, action: str, value: str = "") -> InlineKeyboardButton:
    data = f"over:{conversation.dialogue_id}:{action}" + (f":{value}" if value else "")
    return InlineKeyboardButton(label, callback_data=data)


def _written(value: Setting) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def rows_of(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Buttons side by side while their labels fit on a phone; a Chinese character takes two letters."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for button in buttons:
        width = 3 + sum(2 if ord(character) > 0x2E80 else 1 for character in button.text)
        if not rows or width > room or len(rows[-1]) == MOST_IN_A_ROW:
            rows.append([])
            room = ROW_WIDTH + 4
        rows[-1].append(button)
        room -= width
    return rows


_DIALOGUE = r"^over:(\d{1,18}):"
HANDLERS = [
    CallbackQueryHandler(on_set, rf"{_DIALOGUE}set:{_NAME}:([A-Za-z0-9_.]{{1,24}})$"),
    CallbackQueryHandler(on_ask, rf"{_DIALOGUE}ask:{_NAME}$"),
    CallbackQueryHandler(on_advice, rf"{_DIALOGUE}advice:([01])$"),
    CallbackQueryHandler(on_why, rf"{_DIALOGUE}why$"),
    CallbackQueryHandler(on_curve, rf"{_DIALOGUE}curve:(SAR|train)$"),
]
