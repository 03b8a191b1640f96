"""The process of a local Prefect server: Prefect's application behind a guard, on the socket that the parent has opened.

    python -m cli.server_process serve|run SOCKET PIPE

The key is in the environment (PREFECT_SERVER_API_AUTH_STRING). Down the pipe goes one line of JSON: what a start has to say, or why it
is refused. Prefect's own checks (key, CSRF token, CORS) stand behind the guard; it adds what they leave open.
"""

import asyncio
import atexit
import base64
import gc
import hmac
import json
import os
import socket
import sys

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import flows  # noqa: F401  (its environment is set before Prefect is imported)
from cli.local_server import HOST, own_origins

# What Prefect answers without a key beside its page and /api/health: it asks for one under /api alone, and there not before /ready.
KEYLESS = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc", "/api/ready"}


class Guard:
    """Refuse a foreign Origin, a wrong key, what needs one, and a foreign Host: of a request without the key it is not even said what was
    wrong with it.

    Without the guard any Host would do, so that a name which leads a browser to this machine would make another's page one of our own; and
    a browser's websocket may come from any page.
    """

    def __init__(self, app: ASGIApp, *, port: int, key: str) -> None:
        self.origins = own_origins(port)
        self.hosts = [HOST, "localhost"]
        self.authorization = b"Basic " + base64.b64encode(key.encode())
        self.app = app
        self.checked = TrustedHostMiddleware(app, allowed_hosts=self.hosts, www_redirect=False)
        sockets = [origin.replace("http", "ws", 1) for origin in self.origins]
        # Prefect's page sends what is done on it to a service of its makers and can load more scripts from there, and /docs has its own
        # from elsewhere: whoever runs one here has the key. Workers are made from the page's scripts. No other page frames it.
        self.policy = (
            f"connect-src 'self' {' '.join(self.origins + sockets)}; script-src 'self'; worker-src 'self' blob: data:; "
            "object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        is_foreign = headers.get("host", "").partition(":")[0].lower() not in self.hosts
        has_foreign_origin = any(origin not in self.origins for origin in headers.getlist("origin"))
        if scope["type"] == "websocket" and (is_foreign or has_foreign_origin):
            return await send({"type": "websocket.close", "code": 1008, "reason": "Foreign host or origin"})
        if has_foreign_origin:
            return await PlainTextResponse("Foreign origin", status_code=403)(scope, receive, send)
        keys = headers.getlist("authorization")
        has_key = bool(keys) and all(hmac.compare_digest(key.encode("latin-1"), self.authorization) for key in keys)
        needs_key = scope["path"].rstrip("/") in KEYLESS
        if not has_key and (keys or is_foreign or needs_key):
            return await PlainTextResponse("Unauthorized", status_code=401)(scope, receive, send)

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["content-security-policy"] = self.policy
            await send(message)

        return await self.checked(scope, receive, send_with_policy)


class Server(uvicorn.Server):
    """Prepares the database before anything else of Prefect touches it, and tells the parent."""

    def __init__(self, config: uvicorn.Config, *, kind: str, pipe: int) -> None:
        super().__init__(config)
        self.kind = kind
        self.pipe = pipe

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        from cli.server_state import Refused, prepare

        try:
            said = await prepare(self.kind)
        except Refused as refused:
            self._tell(refused=[str(refused)])
            sys.exit(1)
        await super().startup(sockets)
        gc.freeze()
        gc.enable()
        self._tell(said=said)

    def _tell(self, **words: list[str]) -> None:
        os.write(self.pipe, json.dumps(words).encode() + b"\n")
        os.close(self.pipe)


def main(kind: str, listening: int, pipe: int) -> None:
    """Serve until ended."""
    gc.disable()  # of what is imported nothing is garbage, and looking for it takes an eighth of the start
    atexit.register(gc.freeze)  # nor at the end
    from prefect.server.api.server import create_app

    opened = socket.socket(fileno=listening)
    app = Guard(create_app(), port=opened.getsockname()[1], key=os.environ["PREFECT_SERVER_API_AUTH_STRING"])
    config = uvicorn.Config(
        app, lifespan="on", log_level="error", proxy_headers=False, server_header=False, timeout_graceful_shutdown=3
    )
    asyncio.run(Server(config, kind=kind, pipe=pipe).serve([opened]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
