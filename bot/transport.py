"""HTTP to Telegram over aiohttp, under python-telegram-bot.

The library's own client (httpx) slows down under concurrency: its connection pool searches all
connections for each request. Errors are mapped as the library expects, with one distinction more:
``NotConnected`` means that the request certainly never reached Telegram.
"""

import json
from datetime import timedelta
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_Timeout = float | DefaultValue[Any] | None


class NotConnected(NetworkError):
    """No connection was made: nothing was sent, so trying again cannot repeat anything."""


class AiohttpRequest(BaseRequest):
    """A request backend with uploads and time-outs.

    Parameters
    ----------
    connections
        How many connections may be open at once.
    read_timeout, connect_timeout
        Seconds to wait for an answer and for a connection.
    """

    def __init__(
        self, *, connections: int = 64, read_timeout: float = 10.0, connect_timeout: float = 5.0
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the call does not say."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections; they are kept between calls for two minutes."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=120)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What an answer says. The library would log one it cannot read, messages of people included.

        Raises
        ------
        NetworkError
            If the answer is no JSON object: something between Telegram and us answered.
        """
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("the answer is no JSON object")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the status and the body of the answer.

        Raises
        ------
        TimedOut
            If Telegram did not answer in time: whether it acted is not known.
        NotConnected
            If no connection could be made.
        NetworkError
            If the connection broke while waiting.
        """
        if self._session is None:
            raise RuntimeError("the request backend is not initialized")
        connect = _seconds(connect_timeout, self._connect_timeout)
        read = _seconds(read_timeout, self._read_timeout)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=read)
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotConnected(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(
                type(error).__name__
            ) from error  # its text would hold the URL, and so the token


def _seconds(given: _Timeout, default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def seconds(span: float | timedelta) -> float:
    """A time span of the library in seconds."""
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
