"""One process of the product: intake, workers, schedule and sender around one Application."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter

from bot import menu
from bot.application import build_application, request_backend
from bot.context import YinlingApplication
from bot.features import daily
from bot.intake import ALLOWED_UPDATES, Intake, webhook_app
from bot.leadership import leadership
from bot.schedule import Schedule
from bot.sender import Sender
from bot.services import Services, utc_now
from bot.settings import Settings
from bot.transport import seconds
from bot.workers import Workers
from quizzes.storage import Database

log = structlog.get_logger()

STOP_SECONDS = 20.0
RESTART_SECONDS = 2.0
LONGEST_WAIT = 30.0


@dataclass(frozen=True, kw_only=True)
class Running:
    """What others may reach while the product runs."""

    application: YinlingApplication
    services: Services
    schedule: Schedule
    workers: Workers
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@asynccontextmanager
async def running(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Running]:
    """Run the product for the length of the block, which begins when Telegram can be reached.

    Raises
    ------
    ValueError
        If no token is set.
    InvalidToken
        If Telegram does not know the token. Its text holds the token.
    """
    if settings.telegram_token is None:
        raise ValueError("YINLING_TELEGRAM_TOKEN is not set")
    async with AsyncExitStack() as stack:
        services = Services(
            database=Database(settings.database_url), now=now, administrators=settings.admin_ids
        )
        stack.push_async_callback(services.database.close)
        application = build_application(
            services,
            token=settings.telegram_token.get_secret_value(),
            telegram_url=settings.telegram_url,
            request=request_backend(settings.http_client, connections=settings.handlers_at_once * 2),
        )
        stack.push_async_callback(application.bot.shutdown)
        stack.push_async_callback(application.shutdown)
        await _reach_telegram(application)
        product = _assemble(settings, services, application)
        product.tasks.extend(_start(product, settings))
        stack.push_async_callback(_stop, product.tasks)
        _start_ticking(stack, product.schedule, settings.tick_seconds)
        log.info("running", worker=services.worker, database=services.database.engine.dialect.name)
        yield product


async def _reach_telegram(application: YinlingApplication) -> None:
    """Introduce ourselves as soon as Telegram answers; after a power cut the network may come last."""
    wait = 1.0
    while True:
        try:
            await application.initialize()
            await menu.publish(application.bot)
        except BadRequest:
            raise
        except RetryAfter as error:
            await asyncio.sleep(seconds(error.retry_after))
        except NetworkError as error:
            log.warning("telegram_unreachable", reason=type(error).__name__, again_in=wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        else:
            return


def _assemble(settings: Settings, services: Services, application: YinlingApplication) -> Running:
    lease = timedelta(seconds=settings.lease_seconds)
    sender = Sender(
        services,
        application.bot,
        partial(daily.compose, services),
        per_second=settings.sends_per_second,
        in_flight=settings.sends_in_flight,
        lease=lease,
    )
    return Running(
        application=application,
        services=services,
        schedule=Schedule(services, sender),
        workers=Workers(services, application, at_once=settings.handlers_at_once, lease=lease),
    )


def _start(product: Running, settings: Settings) -> list[asyncio.Task[None]]:
    intake = Intake(product.services, product.workers.wake)
    receive = _serve_webhook(product, settings, intake) if settings.webhook_url else _poll(product, intake)
    return [
        asyncio.create_task(product.workers.run(), name="workers"),
        asyncio.create_task(receive, name="intake"),
    ]


async def _poll(product: Running, intake: Intake) -> None:
    """Poll whenever this process leads; a faulty database or another poller costs the lead, and a new try."""
    while True:
        try:
            async with leadership(product.services.database):
                await intake.poll(product.application.bot)
        except Conflict:
            log.warning("another_poller_is_running")
            await asyncio.sleep(RESTART_SECONDS)
        except Exception as error:
            log.error("polling_interrupted", exc_info=error)
            await asyncio.sleep(RESTART_SECONDS)


async def _serve_webhook(product: Running, settings: Settings, intake: Intake) -> None:
    assert settings.webhook_secret is not None
    secret = settings.webhook_secret.get_secret_value()
    runner = web.AppRunner(webhook_app(intake, secret), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.webhook_host, settings.webhook_port).start()
        await product.application.bot.set_webhook(
            f"{settings.webhook_url}/telegram", secret_token=secret, allowed_updates=ALLOWED_UPDATES
        )
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _start_ticking(stack: AsyncExitStack, schedule: Schedule, every: float) -> None:
    """One job that asks what is due. A late or missed wake-up loses nothing: the next one catches up."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        schedule.tick,
        "interval",
        seconds=every,
        next_run_time=utc_now(),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=2,  # a long broadcast must not keep other centres' rounds from opening
    )
    scheduler.start()
    stack.callback(scheduler.shutdown, wait=False)
    stack.push_async_callback(schedule.drain)
    stack.callback(scheduler.pause)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in reversed(tasks):
        task.cancel()
    done, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
    for task in late:
        log.warning("stopped_in_the_middle", task=task.get_name())
    for task in done:
        if not task.cancelled() and task.exception() is not None:
            log.error("task_failed", task=task.get_name(), exc_info=task.exception())


async def run_until_stopped(settings: Settings) -> None:
    """Run until the process is told to stop. Before anything runs, a signal ends it at once.

    Raises
    ------
    RuntimeError
        If intake or workers ended by themselves: better a process that its supervisor restarts than
        one that is deaf.
    """
    stopped = asyncio.Event()
    async with running(settings) as product:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        told = asyncio.create_task(stopped.wait())
        await asyncio.wait([told, *product.tasks], return_when=asyncio.FIRST_COMPLETED)
        if not told.done():
            told.cancel()
            raise RuntimeError("intake or workers ended by themselves; the log says why")
    log.info("stopped")
