"""Events to the callback address of an account: XML, signed, AES encrypted, tried three times.

OA wechat-api.md §1.8, WeCom §1.13: after repeated failure pushes stop for a minute (MarkFail) [D O3]; what falls into that minute is lost [C].
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from studio.sandbox.journal import Journal, Shelf

TRIES = 3
RETRY_AFTER_S = 5.0
MARK_FAIL_S = 60.0
_BLOCK = 32


@dataclass(frozen=True)
class Receiver:
    """Where and how events go: `receive_id` is the appid or corpid inside the ciphertext; an empty `aes_key` means plain text.

    `extra` are elements of the outer envelope (AgentID); `sealed_echo` means that the check of the address is encrypted too, as WeCom does.
    """

    url: str
    token: str
    aes_key: str
    receive_id: str
    extra: Mapping[str, str] = field(default_factory=dict)
    sealed_echo: bool = False


@dataclass
class Parcel:
    """An event on its way; `body` is the XML in plain text, `state` is waiting, delivered, given_up or lost."""

    key: str
    side: str
    account: str
    body: str
    made_at: float
    next_at: float
    tries: int = 0
    state: str = "waiting"
    words: str = ""


@dataclass
class Silence:
    """Until when nothing is pushed to an account after repeated failure."""

    account: str
    until: float


class Outbox:
    """Events that wait for delivery, oldest first."""

    def __init__(self, journal: Journal) -> None:
        self._shelf = Shelf(journal, Parcel)
        self._silence = Shelf(journal, Silence)
        self._made = max((int(key) for key in self._shelf), default=0)
        self.waiting: dict[str, Parcel] = {key: self._shelf[key] for key in self._shelf if self._shelf[key].state == "waiting"}

    def add(self, side: str, account: str, event: dict[str, Any], *, at: float) -> Parcel:
        self._made += 1
        parcel = Parcel(str(self._made), side, account, xml(event), at, at)
        silence = self._silence.get(account)
        if silence and at < silence.until:
            parcel.state, parcel.words = "lost", "MarkFail: pushes are stopped for a minute"
        else:
            self.waiting[parcel.key] = parcel
        return self._shelf.put(parcel.key, parcel)

    def due(self, at: float) -> list[Parcel]:
        return [parcel for parcel in self.waiting.values() if parcel.next_at <= at]

    def _ours(self, parcel: Parcel) -> bool:
        """Whether it is of this world: one that was on its way when the world was begun anew comes back to nobody."""
        return self.waiting.get(parcel.key) is parcel

    def delivered(self, parcel: Parcel) -> None:
        if not self._ours(parcel):
            return
        parcel.tries += 1
        parcel.state = "delivered"
        self._settle(parcel)

    def failed(self, parcel: Parcel, words: str, *, at: float) -> None:
        """A try failed: plan the next one, or give up and stop pushing to this account for a minute."""
        if not self._ours(parcel):
            return
        parcel.tries += 1
        parcel.words = words
        if parcel.tries < TRIES:
            parcel.next_at = at + RETRY_AFTER_S
            self._shelf.put(parcel.key, parcel)
            return
        parcel.state = "given_up"
        self._silence.put(parcel.account, Silence(parcel.account, at + MARK_FAIL_S))
        self._settle(parcel)

    def _settle(self, parcel: Parcel) -> None:
        self.waiting.pop(parcel.key, None)
        self._shelf.put(parcel.key, parcel)

    def parcels(self) -> list[Parcel]:
        return list(self._shelf.values())


class Forged(ValueError):
    """An envelope whose signature, padding or receiver is wrong."""


def xml(event: dict[str, Any]) -> str:
    """An event as the platforms' XML: nested dicts are elements, a list repeats its element, text stands in CDATA, numbers do not."""
    return f"<xml>{''.join(_elements(event))}</xml>"


def _elements(fields: dict[str, Any]) -> Iterable[str]:
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield f"<{name}>{''.join(_elements(one))}</{name}>"
            elif isinstance(one, str):
                yield f"<{name}><![CDATA[{one.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
            else:
                yield f"<{name}>{escape(str(one))}</{name}>"


def signature(*parts: str) -> str:
    """sha1 of the sorted parts, as both platforms sign."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt(message: str, *, aes_key: str, receive_id: str) -> str:
    """16 random bytes + big-endian length + message + id, padded to 32-byte blocks, AES-256-CBC, base64."""
    content = message.encode()
    plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + receive_id.encode()
    missing = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()).decode()


def decrypt(ciphertext: str, *, aes_key: str, receive_id: str) -> str:
    """The message inside; Forged when the padding or the receiver's id is wrong."""
    decryptor = _cipher(aes_key).decryptor()
    try:
        padded = decryptor.update(base64.b64decode(ciphertext, validate=True)) + decryptor.finalize()
    except ValueError as wrong:
        raise Forged("not an AES envelope") from wrong
    missing = padded[-1] if padded else 0
    if not 1 <= missing <= _BLOCK:
        raise Forged("wrong padding")
    plain = padded[:-missing]
    end = 20 + int.from_bytes(plain[16:20], "big")
    if plain[end:] != receive_id.encode():
        raise Forged("meant for somebody else")
    return plain[20:end].decode()


def envelope(body: str, to: Receiver, *, at: float) -> tuple[dict[str, str], str]:
    """Query and XML of one push: encrypted when the receiver has a key, else the plain body with its signature."""
    stamp, nonce = str(int(at)), secrets.token_hex(5)
    query = {"signature": signature(to.token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    if not to.aes_key:
        return query, body
    sealed = encrypt(body, aes_key=to.aes_key, receive_id=to.receive_id)
    query |= {"encrypt_type": "aes", "msg_signature": signature(to.token, stamp, nonce, sealed)}
    return query, xml({"ToUserName": to.receive_id, **to.extra, "Encrypt": sealed})


def opened(query: dict[str, str], sealed: str, to: Receiver) -> str:
    """The reverse of `envelope` for the encrypted form: verify `msg_signature`, then decrypt."""
    expected = signature(to.token, query["timestamp"], query["nonce"], sealed)
    if not secrets.compare_digest(expected, query.get("msg_signature", "")):
        raise Forged("wrong signature")
    return decrypt(sealed, aes_key=to.aes_key, receive_id=to.receive_id)


def url_check(to: Receiver, *, at: float) -> tuple[dict[str, str], str]:
    """Query of the GET check of an address, and the echo that proves it; WeCom encrypts the echo, OA sends it plain."""
    stamp, nonce, echo = str(int(at)), secrets.token_hex(5), str(secrets.randbelow(10**18))
    query = {"timestamp": stamp, "nonce": nonce}
    if to.sealed_echo:
        sealed = encrypt(echo, aes_key=to.aes_key, receive_id=to.receive_id)
        return query | {"msg_signature": signature(to.token, stamp, nonce, sealed), "echostr": sealed}, echo
    return query | {"signature": signature(to.token, stamp, nonce), "echostr": echo}, echo


def as_json(parcel: Parcel) -> dict[str, Any]:
    return json.loads(json.dumps(vars(parcel)))
