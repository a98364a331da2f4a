"""The methods of the Bot API, by name in lower case."""

from bot.simulator.methods import answering, chats, editing, forwarding, profile, receiving, sending
from bot.simulator.methods.registry import Method

METHODS: dict[str, Method] = {
    function.__name__.replace("_", ""): function
    for module in (receiving, sending, forwarding, editing, answering, chats, profile)
    for function in module.METHODS
}
