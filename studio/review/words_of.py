"""What the studio says of plain lines of text: does it advertise, and may it be said; with no brand, no post and no database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.posts.advert.judge import judge
from studio.review import compliance
from studio.review.compliance import ComplianceContext


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a file, whatever its bytes are: what is no UTF-8 is shown as �, and a mark at the beginning is dropped."""
    text = path.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff")
    yield from (line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")) if text else ()


def said_of(line: str) -> dict[str, Any]:
    """`why` names what decided and what spoke against it, with its words; `findings` are those of the compliance check."""
    judged = judge(line)
    found = compliance.check(line, context=ComplianceContext(promotional=bool(judged)))
    return {
        "text": line,
        "advertises": judged.advertises,
        "why": [
            {"rule": reason.rule, "hit": reason.hit, "span": list(reason.span), "weight": reason.weight, "innocent": reason.innocent}
            for reason in judged.reasons
        ],
        "findings": [{"rule": finding.rule, "weight": finding.weight.value, "hit": finding.hit} for finding in found],
    }


def as_json(line: str) -> str:
    return json.dumps(said_of(line), ensure_ascii=False)
