import os
import socket

import pytest

from studio.errors import StudioError
from studio.gateway.listen import holder, listen


def test_a_free_port_is_taken_and_answers_without_delay():
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_says_who_has_it_and_what_to_do():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(StudioError, match=rf"port {port} is taken by .*pid {os.getpid()}.*STUDIO_PORT"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_says_so():
    with pytest.raises(StudioError, match="STUDIO_HOST"):
        listen("192.0.2.1", 8600)
    with pytest.raises(StudioError, match="STUDIO_PORT"):
        listen("127.0.0.1", 70000)


def test_nobody_holds_a_free_port():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    assert holder(port) == ""
