"""A small web server on loopback, in threads: pages that a test sets and every request that came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

Reply = Callable[["Handler"], None]


class Request(NamedTuple):
    path: str
    headers: dict[str, str]
    """Names in lower case, values as they came."""


class Handler(BaseHTTPRequestHandler):
    """Answers with the page of its path."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}))
        try:
            self.server.pages.get(self.path.partition("?")[0], page(b"", 404))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class Server(ThreadingHTTPServer):
    """``server["/feed"] = page(body)``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Reply] = {}
        self.requests: list[Request] = []
        self.closing = threading.Event()

    def __setitem__(self, path: str, reply: Reply) -> None:
        self.pages[path] = reply

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


def page(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Always the same answer; ``Retry_After="5"`` is a header. With validators it knows how to say 304."""

    def reply(handler: Handler) -> None:
        etag, date = headers.get("ETag"), headers.get("Last_Modified")
        same = (etag and handler.headers["If-None-Match"] == etag) or (
            not etag and date and handler.headers["If-Modified-Since"] == date
        )
        handler.send_response(304 if same else status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0" if same else str(len(body)))
        handler.end_headers()
        if not same:
            handler.wfile.write(body)

    return reply


def hanging(handler: Handler) -> None:
    """A body that never ends, a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    server = handler.server
    while not server.closing.wait(0.2):
        handler.wfile.write(b" ")
        handler.wfile.flush()


@contextmanager
def serving() -> Iterator[Server]:
    """A server until the block ends."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
