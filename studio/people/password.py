"""Passwords: kept as argon2id hashes, chosen by a rule that a person can meet in one go."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from studio.errors import Problem, StudioError, problem
from studio.storable import is_storable

SHORTEST, LONGEST, DIFFERENT = 10, 200, 5
MOST_READ = 1_024  # characters that are looked at at all: a megabyte of password would keep everybody else waiting
_COMMON = (
    "password12 password123 password1234 passw0rd123 0123456789 1234567890 12345678910 123456789a a123456789 abc1234567 abcd123456 "
    "qwertyuiop qwerty1234 qwerty12345 1q2w3e4r5t 1qaz2wsx3edc asdfghjkl1 zxcvbnm123 adminadmin admin12345 admin123456 administrator "
    "woaini1314 woaini5201314 5201314520 iloveyou123 wechat12345 weixin12345 letmein1234 welcome123 changeme123 siyustudio studio12345"
)
COMMON = frozenset(_COMMON.split())
_hasher = PasswordHasher()


def made() -> str:
    """A password to hand over: nobody chose it and nobody guesses it."""
    return secrets.token_urlsafe(12)


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its parameters inside."""
    return _hasher.hash(_plain(password))


def matches(kept: str, password: str) -> bool:
    """Whether the password is the one behind the hash; an empty hash matches nothing, and takes as long to say so."""
    if not _is_readable(password):
        return False
    try:
        return _hasher.verify(kept or _nobodys(), _plain(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def check(password: str, *, handle: str) -> None:
    """Refuse a password that is short, common or the sign-in name itself (StudioError, every reason at once)."""
    if not _is_readable(password):
        raise StudioError(
            _wrong(f"密码太长（最多 {LONGEST} 个字），或有存不了的字符", f"over {LONGEST} characters, or some that cannot be kept")
        )
    said = _plain(password)
    problems: list[Problem] = []
    if not SHORTEST <= len(said) <= LONGEST:
        problems.append(
            _wrong(
                f"密码要有 {SHORTEST} 到 {LONGEST} 个字，现在是 {len(said)} 个",
                f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(said)}",
            )
        )
    if handle and handle.casefold() in said.casefold() and len(said) < len(handle) + SHORTEST // 2:
        problems.append(_wrong("密码不能就是登录名", "the password is little more than the sign-in name"))
    if said.casefold() in COMMON or len(set(said)) < DIFFERENT:
        problems.append(_wrong("这个密码太常见或太简单", "this password is too common or too simple"))
    if problems:
        raise StudioError(*problems)


def _wrong(zh: str, en: str) -> Problem:
    return problem(
        zh, en, field="password", mend=("用几个不相干的词连成一句，例如「青瓷晚风七点半第三杯」", "string a few unrelated words together")
    )


def _is_readable(password: str) -> bool:
    return len(password) <= MOST_READ and is_storable(password)


def _plain(password: str) -> str:
    """Full-width and half-width typing of the same password are the same password."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """A hash to compare with when there is nobody, so that an unknown name takes as long as a wrong password."""
    return _hasher.hash("nobody's password")
