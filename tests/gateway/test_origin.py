"""A proxy that drops the port must not let people sign in to empty pages, and another site's page opens no line."""

import pytest
from starlette.websockets import WebSocketDisconnect

from studio.gateway.origin import is_ours
from tests.gateway.conftest import PASSWORD, form_token

PUBLIC = "https://studio.example.com:8443"


@pytest.mark.parametrize(
    ("origin", "host", "public_url", "ours"),
    [
        (PUBLIC, "studio.example.com:8443", "", True),
        (PUBLIC, "studio.example.com", "", False),
        (PUBLIC, "studio.example.com", PUBLIC, True),
        ("https://studio.example.com", "127.0.0.1:8600", "https://studio.example.com:443/", True),
        ("https://evil.example", "studio.example.com", PUBLIC, False),
        ("http://studio.example.com:8443", "studio.example.com", "https://studio.example.com", False),
        ("null", "studio.example.com", PUBLIC, False),
        ("https://[broken", "studio.example.com", PUBLIC, False),
        ("https://a:99999999", "a", PUBLIC, False),
        ("", "studio.example.com", PUBLIC, True),
    ],
)
def test_ours_is_the_address_asked_and_the_public_one(origin, host, public_url, ours):
    assert is_ours(origin, host=host, public_url=public_url) is ours


def test_a_line_from_another_page_is_refused(signed_in):
    with (
        pytest.raises(WebSocketDisconnect) as ended,
        signed_in.websocket_connect("/_stcore/stream", headers={"origin": "https://evil.example"}),
    ):
        pass
    assert ended.value.code == 1008


def test_a_line_from_our_own_page_is_open(signed_in):
    with signed_in.websocket_connect("/_stcore/stream", headers={"origin": "http://testserver"}) as line:
        line.send_text("在吗")
        assert line.receive_text() == "lin: 在吗"


def test_a_proxy_that_drops_the_port_is_told_at_the_sign_in(browser):
    data = {"form_token": form_token(browser), "handle": "lin", "password": PASSWORD}
    answer = browser.post("/login", data=data, headers={"origin": PUBLIC})
    assert answer.status_code == 403
    assert PUBLIC in answer.text
    assert "proxy_set_header Host $http_host;" in answer.text
