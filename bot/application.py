"""Puts the library's Application together: our request backend, our context, the features in order."""

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import BaseRequest, HTTPXRequest

from bot.context import BotContext, YinlingApplication
from bot.errors import on_error
from bot.features import advice, cases, daily, enrolment, help, inline, invite, mark, sar, standing, typed
from bot.language import of_account
from bot.services import Services
from bot.transport import AiohttpRequest

FEATURES = (enrolment, invite, daily, cases, mark, standing, sar, advice, inline, help)


async def on_any_update(update: Update, context: BotContext) -> None:
    """Before any feature: who is this?"""
    user = update.effective_user
    if user is None:
        return
    context.account_language = of_account(user.language_code)
    sender = context.receipt.sender
    if sender is not None and sender.telegram_id == user.id:
        context.person = sender


def request_backend(client: str, *, connections: int) -> BaseRequest:
    """The HTTP client by its setting."""
    if client == "httpx":
        return HTTPXRequest(connection_pool_size=connections)
    return AiohttpRequest(connections=connections)


def build_application(
    services: Services, *, token: str, telegram_url: str, request: BaseRequest
) -> YinlingApplication:
    """An Application without updater, job queue and persistence of its own: updates come from the inbox."""
    application: YinlingApplication = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{telegram_url}/bot")
        .base_file_url(f"{telegram_url}/file/bot")
        .request(request)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=BotContext))
        .build()
    )
    application.bot_data["services"] = services
    application.add_handler(TypeHandler(Update, on_any_update), group=-1)
    for feature in FEATURES:
        application.add_handlers(feature.HANDLERS)
    application.add_handlers(typed.HANDLERS)
    application.add_handlers(help.LAST_HANDLERS)
    application.add_error_handler(on_error)
    return application
