"""Answers to taps on buttons and to inline queries."""

from urllib.parse import urlsplit

from bot.simulator import limits
from bot.simulator.bots import BotAccount, Query
from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _open_query(world: World, bot: BotAccount, query_id: str) -> Query:
    query = bot.queries.get(query_id)
    if query is None or world.clock.timestamp() - query.asked_at > world.query_lifetime:
        raise bad_request(TOO_OLD)
    return query


def answer_callback_query(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Answer a tap: nothing, a toast, an alert, or a link to open."""
    query = _open_query(world, bot, parameters.text("callback_query_id"))
    text, url = parameters.text("text"), parameters.text("url")
    if utf16_length(text) > limits.CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and urlsplit(url).netloc not in ("t.me", "telegram.me"):
        raise bad_request("URL_INVALID")
    query.answer = {"text": text, "show_alert": parameters.flag("show_alert"), "url": url}
    world.touched(query.chat)
    return True


def answer_inline_query(world: World, bot: BotAccount, parameters: Parameters) -> bool:
    """Answer an inline query with up to 50 results."""
    query = _open_query(world, bot, parameters.text("inline_query_id"))
    results = parameters.array("results")
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if not all(1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    query.answer = {"results": results, "next_offset": parameters.text("next_offset")}
    world.touched()
    return True


METHODS = [answer_callback_query, answer_inline_query]
