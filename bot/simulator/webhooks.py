"""Delivery of updates to a bot's webhook: secret header, bounded connections, retries with back-off."""

import asyncio
import contextlib
from collections import deque

import aiohttp

from bot.simulator.bots import BotAccount, Webhook
from bot.simulator.updates import Update
from bot.simulator.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 60.0


def start(world: World, bot: BotAccount, webhook: Webhook) -> None:
    """Begin to deliver what is queued and what comes."""
    bot.webhook = webhook
    bot.delivery = asyncio.get_running_loop().create_task(_deliver(world, bot, webhook))


async def stop(world: World, bot: BotAccount) -> None:
    """Stop delivering; what was not accepted is queued again."""
    bot.webhook = None
    if bot.delivery is not None:
        bot.delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await bot.delivery
        bot.delivery = None
        bot.updates.pending = deque(sorted(bot.updates.pending))


def _next(world: World, bot: BotAccount) -> Update:
    """The next update; the one after it where the fault "reordered" is on."""
    queue = bot.updates.pending
    if len(queue) > 1 and world.faults.reordered_updates:
        world.faults.reordered_updates -= 1
        queue[0], queue[1] = queue[1], queue[0]
    return queue.popleft()


async def _deliver(world: World, bot: BotAccount, webhook: Webhook) -> None:
    slots = asyncio.Semaphore(webhook.max_connections)
    connector = aiohttp.TCPConnector(limit=webhook.max_connections)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as posts:
        while True:
            while not bot.updates.pending:
                await bot.updates.arrived.wait()
            update = _next(world, bot)
            await _take_slot(slots, bot, update)
            post = posts.create_task(_post_until_accepted(world, bot, webhook, session, update))
            post.add_done_callback(lambda _: slots.release())


async def _take_slot(slots: asyncio.Semaphore, bot: BotAccount, update: Update) -> None:
    bot.updates.in_flight += 1
    try:
        await slots.acquire()
    except asyncio.CancelledError:
        bot.updates.in_flight -= 1
        bot.updates.pending.appendleft(update)
        raise


async def _post_until_accepted(
    world: World, bot: BotAccount, webhook: Webhook, session: aiohttp.ClientSession, update: Update
) -> None:
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers[SECRET_HEADER] = webhook.secret
    pause, accepted = world.webhook_pause, False
    try:
        while not accepted:
            error = await _post(session, webhook.url, headers, update)
            accepted = error is None
            if error is not None:
                webhook.last_error_at, webhook.last_error = world.clock.timestamp(), error
                world.touched()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
    finally:
        bot.updates.in_flight -= 1
        world.touched()
        if not accepted:
            bot.updates.pending.appendleft(update)


async def _post(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: Update
) -> str | None:
    """Post one update; what went wrong, or None."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with session.post(url, data=update[1], headers=headers, timeout=timeout) as response:
            if 200 <= response.status < 300:
                return None
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientConnectorError:
        return "Connection refused"
    except aiohttp.ClientError as error:
        return f"Connection broken: {type(error).__name__}"
