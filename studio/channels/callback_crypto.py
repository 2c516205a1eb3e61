"""Signatures and AES envelopes of platform callbacks (wechat-api.md §1.8, §1.13): verified before anything is read."""

import base64
import hashlib
import os
import secrets
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from studio.channels.keys import Keys
from studio.errors import StudioError, problem

_BLOCK = 32


def forged(zh: str, en: str) -> StudioError:
    """The one refusal of everything that is not a true callback of this account."""
    return StudioError(
        problem(
            f"回调不可信：{zh}", f"the callback cannot be trusted: {en}",
            mend=("核对账号里的 Token 和 EncodingAESKey 与平台后台一致", "check that token and EncodingAESKey are those of the platform's console"),
        )
    )  # fmt: skip


def signature(*parts: str) -> str:
    """sha1 of the sorted parts, as both platforms sign."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8"), usedforsecurity=False).hexdigest()


def verify(keys: Keys, query: Mapping[str, str], *signed: str, name: str = "msg_signature") -> None:
    """StudioError unless the query's signature covers the callback token, timestamp, nonce and what was signed."""
    if not keys.callback_token:
        raise forged("账号没有设置回调 Token", "the account has no callback token")
    expected = signature(keys.callback_token, query.get("timestamp", ""), query.get("nonce", ""), *signed)
    if not secrets.compare_digest(expected.encode(), query.get(name, "").encode()):
        raise forged("签名不对", "wrong signature")


def decrypt(sealed: str, keys: Keys, *, receive_id: str) -> str:
    """The message inside an envelope meant for `receive_id` (appid or corpid); StudioError for anything else."""
    try:
        decryptor = _cipher(keys).decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    except ValueError:
        raise forged("密文解不开", "the ciphertext cannot be read") from None
    missing = padded[-1] if padded else 0
    if not 1 <= missing <= _BLOCK or padded[-missing:] != bytes([missing]) * missing:
        raise forged("密文解不开", "the ciphertext cannot be read")
    plain = padded[:-missing]
    end = 20 + int.from_bytes(plain[16:20], "big")
    if not secrets.compare_digest(plain[end:], receive_id.encode("utf-8")):
        raise forged("不是发给这个账号的", "it is meant for another account")
    return plain[20:end].decode("utf-8", "replace")  # what is no text is no XML either


def encrypt(message: str, keys: Keys, *, receive_id: str) -> str:
    """16 random bytes, the big-endian length, the message and the id, padded to 32-byte blocks, AES-256-CBC, base64."""
    content = message.encode("utf-8")
    plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + receive_id.encode("utf-8")
    missing = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(keys).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()).decode("ascii")


def envelope(message: str, keys: Keys, *, receive_id: str, timestamp: str, nonce: str) -> str:
    """A passive reply as encrypted XML."""
    sealed = encrypt(message, keys, receive_id=receive_id)
    signed = signature(keys.callback_token, timestamp, nonce, sealed)
    fields = {
        "Encrypt": f"<![CDATA[{sealed}]]>",
        "MsgSignature": f"<![CDATA[{signed}]]>",
        "TimeStamp": timestamp,
        "Nonce": f"<![CDATA[{nonce}]]>",
    }
    return f"<xml>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</xml>"


def parsed(body: bytes | str) -> Element:
    """The XML of a callback; StudioError for broken XML, a DTD or entities."""
    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):  # LookupError: an encoding that nobody knows
        raise forged("内容不是平台的 XML", "the body is not the platform's XML") from None


def _cipher(keys: Keys) -> Cipher[modes.CBC]:
    try:
        key = base64.b64decode(keys.aes_key + "=")
    except ValueError:
        key = b""
    if len(key) != 32:
        raise forged("EncodingAESKey 不是 43 个字符", "the EncodingAESKey has not 43 characters")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
