"""A wake-up for everyone who is waiting at that moment."""

import asyncio


class Signal:
    """Wakes its present waiters; later ones wait for the next time."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def give(self) -> None:
        """Wake all present waiters."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Return at the next `give`, or after `timeout` seconds of real time; None waits for ever."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=timeout)
        finally:
            self._waiters.discard(waiter)
