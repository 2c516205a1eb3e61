"""Ids as the platform makes them: opaque, never the same twice, and the same again for the same seed and order."""

import base64
import hashlib

from studio.sandbox.world import World


def new_id(world: World, series: str, *, prefix: str, length: int = 32) -> str:
    """The next id of a series, `length` characters long with its prefix."""
    return fixed_id(world, series, world.number(f"wecom.{series}"), prefix=prefix, length=length)


def fixed_id(world: World, *about: object, prefix: str, length: int = 32) -> str:
    """The id of something that is known by other means; depends on the seed only."""
    digest = hashlib.sha512("|".join([world.facts.seed, *map(str, about)]).encode()).digest()
    return (prefix + base64.urlsafe_b64encode(digest).decode().replace("=", "").replace("-", "A").replace("_", "B"))[:length]
