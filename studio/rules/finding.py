"""A finding: something a check noticed in a text or a picture, with its rule, its place and a proposal."""

from dataclasses import dataclass
from enum import StrEnum

from studio.errors import Words


class Weight(StrEnum):
    BLOCK = "block"  # may not go out
    NEEDS_EVIDENCE = "needs_evidence"  # may go out when the named evidence stands beside it
    WARN = "warn"  # somebody should look


@dataclass(frozen=True)
class Finding:
    """`field` names the part of the variant (text, title, picture:0 …); `span` is start and end in its characters.

    `destination` is the number of the placement that it is about; None: the words, wherever they go.
    """

    rule: str
    weight: Weight
    what: Words
    field: str = "text"
    span: tuple[int, int] | None = None
    hit: str = ""  # the words themselves
    proposal: Words | None = None
    source: str = ""  # law, platform page or house rule
    destination: int | None = None
