"""May these words be said? Advertising law, platform conduct and honest identity, word by word and in their context.

A hit is word + context + evidence, never a ban on a substring: everyday uses are let go, the exemptions of the law are asked, and
evidence that stands beside the post is believed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from studio.errors import Words
from studio.review.compliance_context import ComplianceContext, evidence_of
from studio.review.compliance_labels import labels_owed
from studio.review.compliance_words import EVIDENCE, LISTS, Exemption, Outcome, Word, everyday, exemptions, general, kinds, talk, words
from studio.rules.finding import Finding, Weight
from studio.rules.folded import fold

__all__ = ["ComplianceContext", "check", "evidence_of"]
REGULATED = frozenset({"medical", "medicine", "medical-device", "medical-beauty", "health-food", "supplement", "finance"})
HEAVY = {Weight.BLOCK: 2, Weight.NEEDS_EVIDENCE: 1, Weight.WARN: 0}
WHOLE = frozenset({"text", "article", "body"})  # fields that owe the labels; a title or a headline does not
_GOODS = re.compile(r"这[款支瓶盒罐杯包条]|我们家?的|我们家|咱家|本品|本店|新品|配方|推荐|看得见")
SENTENCE_ENDS = "。！？!?\n"


def check(text: str, *, field: str = "text", context: ComplianceContext | None = None) -> list[Finding]:
    """What law and platform hold against the words, in the order of the text; `field` names the part of the variant."""
    folded = fold(text)
    context = (context or ComplianceContext()).with_what_shows(text)
    found = [
        replace(finding, field=field, span=(start, end), hit=text[start:end])
        for finding in _strongest(_hits(folded.text, context))
        for start, end in (folded.written_at(*(finding.span or (0, 1))),)
    ]
    if field in WHOLE:
        found += [replace(finding, field=field) for finding in labels_owed(text, context)]
    return sorted(found, key=lambda finding: finding.span or (0, 0))


def _hits(text: str, context: ComplianceContext) -> Iterator[Finding]:
    named = _spans_of(context.names, text)
    uses = {name: [found.span() for found in everyday(name).finditer(text)] for name in LISTS}
    shown = (
        {context.category}
        if context.category
        else {category for category, pattern in kinds() if pattern.search(text) and _about_goods(text, context)}
    )
    for word in words():
        if not _applies(word, context, shown):
            continue
        let_go = uses[word.list] + (named if word.exemptable else [])
        for found in word.pattern.finditer(text):
            if any(start <= found.start() < end for start, end in let_go):
                continue
            if finding := _judged(word, found, text, context):
                yield finding


def _applies(word: Word, context: ComplianceContext, categories: set[str]) -> bool:
    return (
        word.in_force(context.on)
        and (not word.categories or not word.categories.isdisjoint(categories))
        and (context.sells or not word.commercial_only or context.category in REGULATED)
    )


def _about_goods(text: str, context: ComplianceContext) -> bool:
    """Whether a text without a product speaks of somebody's goods all the same."""
    return context.sells or _GOODS.search(text) is not None


def _judged(word: Word, found: re.Match[str], text: str, context: ComplianceContext) -> Finding | None:
    """The finding for one hit, lightened by exemption and evidence; None when it may stand."""
    finding = Finding(
        rule=word.id, weight=word.weight, what=word.what, span=found.span(), hit=found[0], proposal=word.proposal, source=word.source
    )
    if not context.category and talk().search(_sentence(text, found.span())):
        return None
    if context.category in word.block_in or (word.exemptable and context.category in REGULATED):
        return replace(finding, weight=Weight.BLOCK)
    if word.exemptable and (exemption := _exemption(text, found.span())):
        return _exempted(finding, exemption, context)
    if word.evidence:
        return None if word.evidence in context.evidence else _asking(finding, word.evidence)
    return finding


def _exemption(text: str, span: tuple[int, int]) -> Exemption | None:
    """The first exemption whose cue stands in the hit's sentence."""
    sentence = _sentence(text, span)
    return next((one for one in exemptions() if one.pattern.search(sentence)), None)


def _sentence(text: str, span: tuple[int, int]) -> str:
    start = max((text.rfind(end, 0, span[0]) for end in SENTENCE_ENDS), default=-1) + 1
    ends = [at for end in SENTENCE_ENDS if (at := text.find(end, span[1])) >= 0]
    return text[start : min(ends, default=len(text))]


def _exempted(finding: Finding, exemption: Exemption, context: ComplianceContext) -> Finding | None:
    match exemption.outcome:
        case Outcome.FREE:
            return None
        case Outcome.WARN:
            return replace(finding, weight=Weight.WARN)
        case Outcome.EVIDENCE:
            if exemption.evidence in context.evidence:
                return None
            what = Words(f"{finding.what.zh}；属于「{exemption.what.zh}」", f"{finding.what.en}; it may stand as {exemption.what.en}")
            return _asking(replace(finding, what=what, source=exemption.source), exemption.evidence)


def _asking(finding: Finding, evidence: str) -> Finding:
    """The finding that waits for its evidence, which it names."""
    kept = finding.proposal or Words("", "")
    asks = EVIDENCE[evidence]
    proposal = Words(f"补上{asks.zh}；或：{kept.zh}", f"give {asks.en}; or: {kept.en}")
    return replace(finding, weight=Weight.NEEDS_EVIDENCE, proposal=proposal)


def _strongest(findings: Iterator[Finding]) -> list[Finding]:
    """Of findings on the same words the heaviest, then the one that says exactly what is wrong, then the longest."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (-HEAVY[one.weight], one.rule in general(), -_length(one))):
        if not any(_overlap(finding, other) for other in kept):
            kept.append(finding)
    return kept


def _length(finding: Finding) -> int:
    start, end = finding.span or (0, 0)
    return end - start


def _overlap(one: Finding, other: Finding) -> bool:
    (a, b), (c, d) = one.span or (0, 0), other.span or (0, 0)
    return a < d and c < b


def _spans_of(names: tuple[str, ...], text: str) -> list[tuple[int, int]]:
    return [found.span() for name in names if name for found in re.finditer(re.escape(fold(name).text), text)]
