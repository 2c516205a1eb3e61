"""A callback address under test: keeps what was pushed and answers as told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Mailbox:
    """Pushes as (query, body); `status` is what the next pushes are answered, `echo` what a check by GET is."""

    url: str = ""
    status: int = 200
    echo: str = ""
    pushes: list[tuple[dict[str, str], str]] = field(default_factory=list)

    def wait(self, number: int, *, seconds: float = 3.0) -> list[tuple[dict[str, str], str]]:
        """The first `number` pushes; fails when they do not come in time."""
        until = time.monotonic() + seconds
        while len(self.pushes) < number and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.pushes) >= number, f"{len(self.pushes)} pushes instead of {number}"
        return self.pushes[:number]


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            box.pushes.append((dict(parse_qsl(urlsplit(self.path).query)), body))
            self.send_response(box.status)
            self.send_header("content-length", "7")
            self.end_headers()
            self.wfile.write(b"success")

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            box.pushes.append((query, ""))
            self.send_response(200)
            self.end_headers()
            self.wfile.write((box.echo or query["echostr"]).encode())

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    box.url = f"http://127.0.0.1:{server.server_address[1]}/callback"
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
