"""Failures reach the author and the publishers by mail and by webhook: gathered, signed, tried again, and never a storm."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import select

from studio.channels.channel import Secret
from studio.errors import StudioError, Words
from studio.people.person import set_email
from studio.people.process import Process
from studio.publishing.heartbeat import beat
from studio.publishing.letter import Letter
from studio.publishing.notice import mark_read, tell, unread
from studio.publishing.outside import MailServer, Outside, Webhook, outside_for
from studio.publishing.silence import watch_for_silence
from studio.publishing.tell_outside import tell_outside
from studio.publishing.webhook import NUMBER, SIGNATURE, signature
from studio.settings import Settings

ADDRESS = "https://studio.example.com"
KEY = "a key of tests only"


class Mailbox:
    """Takes mails; `closed` answers that it is too busy."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.closed = False

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - the server's name for it
        if self.closed:
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def said(self) -> list[tuple[str, str, str]]:
        return [(mail["To"], mail["Subject"], mail.get_content()) for mail in self.mails]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailServer]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, MailServer("127.0.0.1", port, "none", "", Secret(""), "studio@example.com")
    controller.stop()


class Hook(BaseHTTPRequestHandler):
    """Keeps what it was called with; answers with the next of `answers`, then 200."""

    calls: list[tuple[dict, bytes]]
    answers: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((dict(self.headers), body))
        self.send_response(self.answers.pop(0) if self.answers else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def hook() -> Iterator[tuple[type[Hook], Webhook]]:
    kind = type("Called", (Hook,), {"calls": [], "answers": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kind, Webhook(f"http://127.0.0.1:{server.server_port}/failures", Secret(KEY))
    server.shutdown()
    server.server_close()


@pytest.fixture
def reachable(house):
    """The editor and the publisher have mail addresses."""
    with house.act() as session:
        for role in ("editor", "publisher"):
            set_email(session, house.person(role), f"{role}@example.com", by=Process.SET_UP, at=house.now)
    return house


def fails(house, text: str = "今天的风是软的。") -> None:
    house.platform.faults = ["bad_words"]
    house.scheduled(text=text, due_in=timedelta(seconds=1))
    house.clock.advance(timedelta(seconds=1))
    house.work()


def test_a_failure_reaches_its_author_and_the_publisher_with_what_to_do(reachable, mailbox):
    box, server = mailbox
    fails(reachable)
    assert tell_outside(reachable.engine, Outside(ADDRESS, mail=server), now=reachable.now) == 2
    assert sorted(to for to, _, _ in box.said) == ["editor@example.com", "publisher@example.com"]
    _, subject, text = box.said[0]
    assert subject == "【岸上】1 件事要你看一下"
    assert "标题太长 → 改短标题" in text
    assert ADDRESS in text


def test_a_bad_hour_is_one_mail_in_five_minutes(reachable, mailbox):
    box, server = mailbox
    outside = Outside(ADDRESS, mail=server)
    for n in range(4):
        fails(reachable, text=f"第 {n} 条")
        tell_outside(reachable.engine, outside, now=reachable.now)
    assert len(box.mails) == 2, "one each, about the first"
    reachable.clock.advance(timedelta(minutes=5, seconds=1))
    tell_outside(reachable.engine, outside, now=reachable.now)
    assert [subject for _, subject, _ in box.said[2:]] == ["【岸上】3 件事要你看一下"] * 2
    reachable.clock.advance(timedelta(minutes=6))
    assert tell_outside(reachable.engine, outside, now=reachable.now) == 0, "nothing is said twice"


def test_somebody_who_read_it_in_the_app_gets_no_mail(reachable, mailbox):
    box, server = mailbox
    fails(reachable)
    with reachable.act() as session:
        for notice in unread(session, reachable.person("editor")):
            mark_read(session, notice, by=reachable.person("editor"), at=reachable.now)
    tell_outside(reachable.engine, Outside(ADDRESS, mail=server), now=reachable.now)
    assert [to for to, _, _ in box.said] == ["publisher@example.com"]


def test_a_mail_server_that_is_busy_is_tried_again_later(reachable, mailbox):
    box, server = mailbox
    box.closed = True
    fails(reachable)
    outside = Outside(ADDRESS, mail=server)
    assert tell_outside(reachable.engine, outside, now=reachable.now) == 0
    box.closed = False
    assert tell_outside(reachable.engine, outside, now=reachable.now) == 0, "not at once"
    reachable.clock.advance(timedelta(seconds=11))
    assert tell_outside(reachable.engine, outside, now=reachable.now) == 2


def test_the_webhook_is_called_once_per_failure_and_signed(reachable, hook):
    kind, webhook = hook
    fails(reachable)
    tell_outside(reachable.engine, Outside(ADDRESS, webhook=webhook), now=reachable.now)
    (headers, body), *more = kind.calls
    assert more == []
    assert headers[SIGNATURE] == signature(KEY, body, at=int(reachable.now.timestamp()))
    said = json.loads(body)
    assert (said["brand"], said["studio"]) == ("anshang", ADDRESS)
    assert [(item["zh"], item["mend_en"]) for item in said["failures"]] == [("标题太长", "shorten it")]


def test_a_webhook_that_does_not_take_it_is_called_again_under_the_same_number(reachable, hook):
    kind, webhook = hook
    kind.answers = [500, 429]
    fails(reachable)
    outside = Outside(ADDRESS, webhook=webhook)
    arrived = []
    for _ in range(4):
        arrived.append(tell_outside(reachable.engine, outside, now=reachable.now))
        reachable.clock.advance(timedelta(seconds=40))
    assert arrived == [0, 0, 1, 0]
    assert len({headers[NUMBER] for headers, _ in kind.calls}) == 1
    assert len({body for _, body in kind.calls}) == 1


def test_a_letter_that_never_arrives_is_given_up_with_its_reason(reachable):
    fails(reachable)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    for _ in range(12):
        tell_outside(reachable.engine, Outside(ADDRESS, webhook=Webhook(nobody, Secret(KEY))), now=reachable.now)
        reachable.clock.advance(timedelta(hours=7))
    with reachable.act() as session:
        letter = session.exec(select(Letter)).one()
    assert (letter.tries, letter.next_at, letter.sent_at) == (8, None, None)
    assert "ConnectError" in letter.said


def test_without_a_mail_server_nothing_is_written_and_later_only_news_is_told(reachable, mailbox):
    box, server = mailbox
    fails(reachable)
    assert tell_outside(reachable.engine, Outside(ADDRESS), now=reachable.now) == 0
    reachable.clock.advance(timedelta(days=2))
    with reachable.act() as session:
        tell(session, reachable.person("editor").key, about="x", words=Words("新的", "new"), mend=Words("", ""), at=reachable.now)
    tell_outside(reachable.engine, Outside(ADDRESS, mail=server), now=reachable.now)
    assert [text.splitlines()[0] for _, _, text in box.said] == ["· 新的"]


def test_a_publisher_that_falls_silent_is_told_once_and_taken_back_when_it_is_awake(reachable, mailbox):
    box, server = mailbox
    house = reachable
    with house.act() as session:
        beat(session, "publisher:a-1", now=house.now, next_due=None, sent=None)
    house.clock.advance(timedelta(seconds=59))
    assert not watch_for_silence(house.engine, now=house.now)
    house.clock.advance(timedelta(seconds=30))
    for _ in range(3):
        assert watch_for_silence(house.engine, now=house.now)
        tell_outside(house.engine, Outside(ADDRESS, mail=server), now=house.now)
    assert [(to, "无响应" in text) for to, _, text in box.said] == [("publisher@example.com", True)]
    with house.act() as session:
        assert len(unread(session, house.person("admin"))) == 1
        beat(session, "publisher:a-1", now=house.now, next_due=None, sent=None)
    assert not watch_for_silence(house.engine, now=house.now)
    with house.act() as session:
        assert unread(session, house.person("admin")) == []


def test_what_is_no_address_is_refused(house):
    with house.act() as session, pytest.raises(StudioError, match="邮箱"):
        set_email(session, house.person("editor"), "a b@c", by=Process.SET_UP, at=house.now)


def test_the_settings_say_where(tmp_path):
    assert outside_for(Settings(home=tmp_path)) == Outside("http://127.0.0.1:8600")
    found = outside_for(Settings(home=tmp_path, smtp_host="mail.example.com", webhook_url="https://example.com/h"))
    assert found.mail is not None
    assert (found.mail.port, found.mail.security, found.mail.sender) == (587, "starttls", "studio@mail.example.com")
    assert found.webhook is not None
    assert found.webhook.url == "https://example.com/h"
