"""The gateway's routes on a real port, without the screens."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from studio.gateway.listen import listen
from studio.gateway.routes import routes
from studio.gateway.state import State, gate


@contextmanager
def serving(state: State) -> Iterator[str]:
    """Its address while the block runs."""
    app = Starlette(routes=routes(state), middleware=[gate(state)])
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=5)
