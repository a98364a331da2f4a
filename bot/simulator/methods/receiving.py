"""Receiving updates: long polling, webhooks, and who the bot is."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator import webhooks
from bot.simulator.bots import BotAccount, Webhook
from bot.simulator.errors import bad_request, conflict
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def get_me(world: World, bot: BotAccount, parameters: Parameters) -> dict[str, Any]:
    """Who this bot is."""
    return bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def log_out(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Leave the cloud server; here without effect."""
    return True


def close(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Close the bot instance; here without effect."""
    return True


def _set_allowed(bot: BotAccount, parameters: Parameters) -> None:
    if "allowed_updates" in parameters.raw:
        bot.updates.allowed = frozenset(map(str, parameters.array("allowed_updates"))) or None


async def get_updates(world: World, bot: BotAccount, parameters: Parameters) -> bytes:
    """Long poll."""
    if bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _set_allowed(bot, parameters)
    limit = parameters.integer("limit", 100) or 100
    batch = await bot.updates.poll(
        offset=parameters.integer("offset", 0) or 0,
        limit=min(max(limit, 1), 100),
        timeout=min(max(parameters.integer("timeout", 0) or 0, 0), 50),
    )
    return b"[" + b",".join(batch) + b"]"


def _check_webhook_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.hostname not in _LOOPBACK:
        raise bad_request("bad webhook: the simulator delivers to 127.0.0.1 only")
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


async def set_webhook(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Deliver updates to an address of this machine."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if not url:
        return await delete_webhook(world, bot, parameters)
    _check_webhook_url(url)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = parameters.integer("max_connections", 40) or 40
    _set_allowed(bot, parameters)
    await webhooks.stop(world, bot)
    if parameters.flag("drop_pending_updates"):
        bot.updates.pending.clear()
    bot.updates.end_poll("terminated by setWebhook request")
    webhooks.start(world, bot, Webhook(url, secret, min(max(connections, 1), 100)))
    return True


async def delete_webhook(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Go back to long polling."""
    await webhooks.stop(world, bot)
    if parameters.flag("drop_pending_updates"):
        bot.updates.pending.clear()
    return True


def get_webhook_info(world: World, bot: BotAccount, parameters: Parameters) -> dict[str, Any]:
    """Where updates go, and how that went."""
    webhook = bot.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": bot.updates.waiting,
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error_at is not None:
            info |= {"last_error_date": int(webhook.last_error_at), "last_error_message": webhook.last_error}
    if bot.updates.allowed:
        info["allowed_updates"] = sorted(bot.updates.allowed)
    return info


METHODS = [get_me, log_out, close, get_updates, set_webhook, delete_webhook, get_webhook_info]
