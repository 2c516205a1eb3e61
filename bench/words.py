"""How well adverts and forbidden words are recognised, on every labelled set: `python bench/words.py` prints JSON, the bars in its last line.

The sets are tests/review/words/*.jsonl. `adverts*` have text, advertises and category; `compliance*` have text, stop (block, needs_evidence or none) and about.
A set whose name begins with held_out was never looked at while the lists were written; the others were. A text that the studio is unsure of counts as wrong.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.posts.advert.judge import judge
from studio.review.words_of import said_of

SETS = Path(__file__).parents[1] / "tests" / "review" / "words"
BARS = {"advert_precision": 0.95, "advert_recall": 0.95, "advert_unsure": 0.05, "compliance_both_ways": 0.97}
HELD_OUT = "held_out"


def main() -> None:
    found = [*measured("adverts"), *measured("compliance")]
    print(json.dumps({"sets": found}, ensure_ascii=False, indent=1))
    print(json.dumps({"bars": bars(found)}, ensure_ascii=False))
    sys.exit(0)


def measured(kind: str) -> list[dict[str, Any]]:
    """Figures of each set of a kind, with the texts that were judged wrong where they may be looked at."""
    return [(adverts if kind == "adverts" else compliance)(path) for path in sorted(SETS.glob("*.jsonl")) if kind in path.stem]


def adverts(path: Path) -> dict[str, Any]:
    rows = [(row["text"], row["advertises"], judge(row["text"]).advertises) for row in rows_of(path)]
    right = sum(want and got is True for _, want, got in rows)
    said = sum(got is True for _, _, got in rows)
    return _named(path) | {
        "n": len(rows), "precision": _share(right, said), "recall": _share(right, sum(want for _, want, _ in rows)),
        "unsure": _share(sum(got == "unsure" for _, _, got in rows), len(rows)), "wrong": _shown(path, [text for text, want, got in rows if want is not got]),
    }  # fmt: skip


def compliance(path: Path) -> dict[str, Any]:
    """Right both ways: what has to be stopped is stopped or asked for its evidence, and nothing else is."""
    rows = [(row["text"], row["stop"] != "none", stopped(row["text"])) for row in rows_of(path)]
    right = sum(want == got for _, want, got in rows)
    return _named(path) | {
        "n": len(rows),
        "both_ways": _share(right, len(rows)),
        "wrong": _shown(path, [text for text, want, got in rows if want != got]),
    }


def stopped(text: str) -> bool:
    return any(finding["weight"] in ("block", "needs_evidence") for finding in said_of(text)["findings"])


def bars(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The worst of the sets that count: those held out where there are any, else all."""
    judged: dict[str, dict[str, Any]] = {}
    for name, key, worst in (("advert_precision", "precision", min), ("advert_recall", "recall", min), ("advert_unsure", "unsure", max), ("compliance_both_ways", "both_ways", min)):  # fmt: skip
        there = [each for each in found if key in each]
        counting = [each for each in there if each["held_out"]] or there
        if counting:
            value = worst(each[key] for each in counting)
            holds = value <= BARS[name] if worst is max else value >= BARS[name]
            judged[name] = {"value": value, "bar": BARS[name], "holds": holds, "sets": [each["set"] for each in counting]}
    return judged


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _named(path: Path) -> dict[str, Any]:
    return {"set": path.stem, "held_out": path.stem.startswith(HELD_OUT)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _shown(path: Path, wrong: list[str]) -> list[str] | int:
    """A set that is held out stays unread: only how many were wrong."""
    return len(wrong) if path.stem.startswith(HELD_OUT) else wrong


if __name__ == "__main__":
    main()
