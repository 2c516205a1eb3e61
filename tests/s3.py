"""An S3-compatible store on a free port of this machine, from a package."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def s3() -> Iterator[str]:
    """The store's address while the block runs."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
