"""Reading what a platform pushes to our address: verify the signature, open the envelope (wechat-api.md §1.8 and §1.13)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from studio.channels.keys import Keys

BLOCK = 32  # the platforms pad to 32 bytes, not to AES's 16
FRESH = timedelta(minutes=10)


class Forged(ValueError):
    """Not from the platform, not whole, or not meant for this account."""


def signature(*parts: str) -> str:
    """What both platforms sign with: sha1 of the sorted parts, joined."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def echo(query: Mapping[str, str], *, keys: Keys, receive_id: str) -> str:
    """The answer that proves an address: the echo as it came (Official Account), or decrypted (WeCom). Forged when it is not theirs."""
    sent = query.get("echostr", "")
    if query.get("msg_signature"):
        return opened(query, sent, keys=keys, receive_id=receive_id)
    _verify(query.get("signature", ""), keys, query.get("timestamp", ""), query.get("nonce", ""))
    return sent


def opened(query: Mapping[str, str], sealed: str, *, keys: Keys, receive_id: str) -> str:
    """The message in an envelope's <Encrypt>: `msg_signature` is the one that counts, never `signature`. Forged when anything is off."""
    _verify(query.get("msg_signature", ""), keys, query.get("timestamp", ""), query.get("nonce", ""), sealed)
    return decrypt(sealed, aes_key=keys.aes_key, receive_id=receive_id)


def check_plain(query: Mapping[str, str], *, keys: Keys, now: datetime) -> None:
    """Check a push in plain text. Its signature does not cover the body, so it is taken only fresh, and never where a key is set up."""
    if keys.aes_key:
        raise Forged("this account's pushes are encrypted")
    _verify(query.get("signature", ""), keys, query.get("timestamp", ""), query.get("nonce", ""))
    stamp = query.get("timestamp", "")
    if not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > FRESH.total_seconds():
        raise Forged("signed at another time")


def decrypt(sealed: str, *, aes_key: str, receive_id: str) -> str:
    """AES-256-CBC, the IV being the key's first half: 16 random bytes, 4 bytes of length (big-endian), the message, the receiver's id."""
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
        decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    except (binascii.Error, ValueError) as wrong:
        raise Forged("not an envelope of ours") from wrong
    plain = _unpadded(padded)
    end = 20 + int.from_bytes(plain[16:20], "big")
    if len(plain) < 20 or not hmac.compare_digest(plain[end:], receive_id.encode()):
        raise Forged("meant for another account")
    try:
        return plain[20:end].decode()
    except UnicodeDecodeError as wrong:
        raise Forged("not text") from wrong


def _unpadded(padded: bytes) -> bytes:
    missing = padded[-1] if padded else 0
    if not 1 <= missing <= BLOCK or len(padded) < missing or padded[-missing:] != bytes([missing]) * missing:
        raise Forged("wrong padding")
    return padded[:-missing]


def _verify(given: str, keys: Keys, *parts: str) -> None:
    expected = signature(keys.callback_token, *parts)
    if not keys.callback_token or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Forged("wrong signature")
