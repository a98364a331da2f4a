"""Puts the library's Application together: our request backend, our context, the features in order."""

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import BaseRequest, HTTPXRequest

from bot.context import BotContext, YinlingApplication
from bot.errors import on_error
from bot.features import advice, cases, daily, enrolment, help, inline, invite, sar, standing, typed
from bot.language import of_account
from bot.services import Services
from bot.transport import AiohttpRequest
from quizzes import people

FEATURES = (enrolment, invite, daily, cases, standing, sar, advice, inline, help)


async def on_any_update(update: Update, context: BotContext) -> None:
    """Before any feature: who is this?"""
    user = update.effective_user
    if user is None:
        return
    context.account_language = of_account(user.language_code)
    async with context.services.database.read() as session:
        context.person = await people.find_person(
            session, telegram_id=user.id, administrators=context.services.administrators
        )


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
