"""Running the sandbox: as a process on its own port, or inside a test on a free one."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from studio.clock import Clock, SystemClock
from studio.errors import StudioError, problem
from studio.sandbox.app import build
from studio.sandbox.journal import Journal
from studio.settings import Settings

HOST = "127.0.0.1"


def serve(settings: Settings) -> None:
    """Serve the local platforms until interrupted; StudioError when the port is taken."""
    listener = _listen(settings.sandbox_port)
    address = settings.sandbox_database or str(settings.home / "sandbox.db")
    with listener:
        _server(settings.clock, address).run(sockets=[listener])


@contextmanager
def running(clock: Clock | None = None, *, port: int = 0, database: Path | str = "memory") -> Iterator[str]:
    """A sandbox in a thread of this process; gives its base URL, such as `http://127.0.0.1:51234`."""
    listener = _listen(port)
    server = _server(clock or SystemClock(), database)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.002)
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def _server(clock: Clock, database: Path | str) -> uvicorn.Server:
    app = build(state=Journal(database), clock=clock)
    config = uvicorn.Config(
        app,
        loop="auto",
        http="auto",
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as taken:
        listener.close()
        raise StudioError(
            problem(
                f"端口 {port} 已被占用，沙盒无法启动",
                f"port {port} is taken, the sandbox cannot start",
                where=f"{HOST}:{port}",
                mend=(
                    "停掉占用它的程序，或设置 STUDIO_SANDBOX_PORT 为别的端口",
                    "stop the program that holds it, or set STUDIO_SANDBOX_PORT to another port",
                ),
            )
        ) from taken
    listener.listen(512)
    return listener
