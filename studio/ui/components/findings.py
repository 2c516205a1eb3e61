"""What the checks noticed: a list by weight, and the text with every place marked."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from studio.rules.finding import Finding, Weight
from studio.ui.components.markup import show, state_chip
from studio.ui.words import language, say

_ORDER = {Weight.BLOCK: 0, Weight.NEEDS_EVIDENCE: 1, Weight.WARN: 2}
_MARKS = {Weight.BLOCK: "is-cinnabar", Weight.NEEDS_EVIDENCE: "", Weight.WARN: "is-indigo"}


def findings_list(found: Sequence[Finding]) -> None:
    """Each finding with its weight, place, proposal, rule and source; the gravest first."""
    show("".join(_finding(finding) for finding in sorted(found, key=lambda finding: _ORDER[finding.weight])))


def marked_text(text: str, found: Sequence[Finding], *, field: str = "text") -> None:
    """The text with the findings' spans marked; overlapping ones keep the gravest."""
    show(f'<div class="marked">{marked(text, found, field=field)}</div>')


def marked(text: str, found: Sequence[Finding], *, field: str = "text") -> str:
    weights: list[Weight | None] = [None] * len(text)
    for finding in sorted(found, key=lambda finding: -_ORDER[finding.weight]):
        if finding.field == field and finding.span:
            start, end = finding.span
            weights[start:end] = [finding.weight] * len(weights[start:end])
    html, at = "", 0
    while at < len(text):
        end = next((place for place in range(at, len(text)) if weights[place] != weights[at]), len(text))
        part, weight = escape(text[at:end]), weights[at]
        html += part if weight is None else f'<mark class="{_MARKS[weight]}">{part}</mark>'
        at = end
    return html


def difference(before: str, after: str) -> None:
    """Two wordings as one text: what went is struck, what came is green."""
    parts: list[str] = []
    for act, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if act == "equal":
            parts.append(escape(after[c:d]))
            continue
        parts.append(f"<del>{escape(before[a:b])}</del>" if b > a else "")
        parts.append(f"<ins>{escape(after[c:d])}</ins>" if d > c else "")
    show(f'<div class="marked">{"".join(parts)}</div>')


def _finding(finding: Finding) -> str:
    words = language()
    hit = f"「{escape(finding.hit)}」" if finding.hit else ""
    proposal = f"<p>{escape(finding.proposal.in_(words))}</p>" if finding.proposal else ""
    source = " · ".join(part for part in (finding.rule, finding.source) if part)
    return (
        f'<div class="finding">{state_chip(finding.weight.value)}<div><p><b>{hit}</b>{escape(finding.what.in_(words))}</p>{proposal}'
        f"<small>{escape(say('frame.rule'))}: {escape(source)}</small></div></div>"
    )
