"""The HTTP face of the Bot API, as bare ASGI for speed: `/bot<token>/<method>`, `/file/bot<token>/<path>`."""

import asyncio
import json
import re
import socket
import struct
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from bot.simulator.bots import BotAccount
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.faults import Fault
from bot.simulator.limits import UPLOAD_BYTES
from bot.simulator.methods import METHODS
from bot.simulator.parameters import Parameters, Upload
from bot.simulator.updates import encode
from bot.simulator.world import World

log = structlog.get_logger(__name__)

#: Room for the other fields of an upload of the largest size.
_BODY_BYTES = UPLOAD_BYTES + 2**20
_TOKEN = re.compile(r"\d+:[\w-]+")
_LONG_POLL = "getupdates"


class ConnectionReset(Exception):
    """The connection is to be cut without an answer."""


class BotApi:
    """Serves every bot of one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        try:
            if scope["path"].startswith("/file/"):
                await self._download(scope, send)
            else:
                await self._call(scope, receive, send)
        except ConnectionReset:
            await _reset(receive, send)

    async def _download(self, scope: Scope, send: Send) -> None:
        _, _, token, path = [*scope["path"].split("/", 3), ""][:4]
        stored = self.world.files.at_path(path) if token[3:] in self.world.bots else None
        if stored is None:
            await _respond(send, 404, _refusal(ApiError(404, "Not Found")))
            return
        await _respond(send, 200, stored.data, stored.content_type.encode("latin-1"))

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, token, name = [*scope["path"].split("/", 2), ""][:3]
        method, world = name.lower(), self.world
        bot = world.bots.get(token[3:])
        if bot is None:
            known_form = _TOKEN.fullmatch(token[3:])
            error = ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found")
            await _respond(send, error.code, _refusal(error))
            return
        if method == _LONG_POLL:
            await self._answer(bot, name, scope, receive, send)
            return
        world.calls_running += 1
        try:
            await self._answer(bot, name, scope, receive, send)
        finally:
            world.calls_running -= 1
            world.touched()

    async def _answer(self, bot: BotAccount, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, apply faults, carry out, log, respond."""
        world, method = self.world, name.lower()
        raw: dict[str, Any] = {}
        fault: Fault | None = None
        try:
            parameters = await read_parameters(scope, receive)
            raw = parameters.raw
            if world.faults.latency and method != _LONG_POLL:
                await asyncio.sleep(world.faults.latency)
            if world.faults.faults:
                fault = world.faults.next_for(method, parameters.text("chat_id"))
                if fault is not None and await self._struck(bot, name, raw, fault, send):
                    return
            body = await self._carry_out(bot, name, parameters)
        except ApiError as error:
            world.log_call(bot.id, name, raw, error.code, error.description)
            await _respond(send, error.code, _refusal(error))
            return
        if method != _LONG_POLL:
            world.log_call(bot.id, name, raw, 200, f"fault: {fault.kind}" if fault else "")
        if fault is not None and fault.kind == "lost":
            raise ConnectionReset
        if fault is not None and fault.kind == "hang":
            await _until_gone(receive)
            return
        await _respond(send, 200, body)

    async def _struck(
        self, bot: BotAccount, name: str, raw: dict[str, Any], fault: Fault, send: Send
    ) -> bool:
        """Apply the part of a fault that comes before the call; whether the call ends there."""
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay)
        elif fault.kind == "error":
            raise fault.error()
        elif fault.kind == "reset":
            self.world.log_call(bot.id, name, raw, 0, "fault: reset")
            raise ConnectionReset
        elif fault.kind == "garbage":
            self.world.log_call(bot.id, name, raw, 200, "fault: garbage")
            await _respond(send, 200, b"<html>proxy says hello", b"text/html")
            return True
        return False

    async def _carry_out(self, bot: BotAccount, name: str, parameters: Parameters) -> bytes:
        method = METHODS.get(name.lower())
        if method is None:
            raise bad_request(f'method "{name}" is not simulated')
        try:
            result = method(self.world, bot, parameters)
            if isawaitable(result):
                result = await result
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # Arguments of the wrong shape end here; the trace tells whose defect it is.
            log.warning("simulated_call_failed", method=name, exc_info=error)
            raise bad_request(f"arguments of {name} have the wrong shape: {error}") from error
        return b'{"ok":true,"result":' + (result if isinstance(result, bytes) else encode(result)) + b"}"


async def read_parameters(scope: Scope, receive: Receive) -> Parameters:
    """Arguments from the query string and the body, whatever its encoding."""
    raw: dict[str, Any] = {}
    if scope["query_string"]:
        raw.update(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    content_type = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    if content_type.startswith(b"multipart/form-data"):
        return await _read_multipart(raw, scope, receive)
    body = await _read_body(receive)
    if content_type.startswith(b"application/json"):
        try:
            raw.update(json.loads(body or b"{}"))
        except (ValueError, TypeError):
            raise bad_request("can't parse request body as JSON") from None
    elif body:
        raw.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Parameters(raw)


async def _read_body(receive: Receive) -> bytes:
    message: Message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _BODY_BYTES:
            raise ApiError(413, "Request Entity Too Large")
    return body


async def _read_multipart(raw: dict[str, Any], scope: Scope, receive: Receive) -> Parameters:
    length = next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)
    if length > _BODY_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    uploads: dict[str, Upload] = {}
    async with Request(scope, receive).form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read()
                uploads[name] = Upload(value.filename or name, value.content_type or "", data)
            else:
                raw[name] = value
    return Parameters(raw, uploads)


def _refusal(error: ApiError) -> bytes:
    answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return encode(answer)


async def _respond(send: Send, status: int, body: bytes, content_type: bytes = b"application/json") -> None:
    headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _until_gone(receive: Receive) -> None:
    """Wait until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _reset(receive: Receive, send: Send) -> None:
    """Cut the TCP connection with a reset; ASGI has no such message, so this takes uvicorn's transport."""
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _until_gone(receive)
