"""What a method of the Bot API looks like here."""

from collections.abc import Callable
from typing import Any

from bot.simulator.bots import BotAccount
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

#: Returns the `result` of the answer: a JSON value, bytes of JSON, or an awaitable of either.
Method = Callable[[World, BotAccount, Parameters], Any]
