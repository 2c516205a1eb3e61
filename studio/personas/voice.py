"""Does this text sound like this persona? Word by word, offline, each finding with its place and a proposal."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from studio.errors import Words
from studio.library.kinds import ChannelKind, Persona
from studio.library.kinds.persona import PersonaKind
from studio.personas.facts import contradicted
from studio.rules.finding import Finding, Weight
from studio.rules.lookup import lookup

SHEET = "人设卡"
_SELVES = re.compile(r"小编|笔者|(?<![日原他她你])本人(?!的|去|来|到场)|本店|本公司|我司|我们公司|俺|老娘|本宝宝|本仙女")
_READERS = re.compile(
    r"家人们|宝子们|宝宝们|姐妹们|集美们|(?:宝宝|姐妹|集美)(?=[，,~～！!])|老铁们?|亲们|(?<![母父双至探乡成娘])亲(?=[，,~～！!])|各位(?:顾客|客户|亲)?|您|小伙伴们?|朋友们|大家(?=好|早|晚)"
)
_OFFICE = re.compile(r"敬请(?:期待|关注|留意)|尊敬的(?:客户|顾客|用户|会员)|广大(?:客户|用户|消费者)|莅临|贵宾|诚邀|恭候|特此(?:通知|公告)|隆重(?:推出|上市)|为您(?:提供|服务|呈现)")  # fmt: skip
_SHOUT = re.compile(r"[！!]{3,}|[？?]{3,}|(?:[！!][？?]){2,}")
_SENTENCE = re.compile(r"[^。！？!?；;…\n]+")
_PAUSE = re.compile(r"[，,、：:—]")
_NOT = re.compile(r"(?:不是|并非|不能|不会|没有|不|没|别|非)[^，。！？,.!?]{0,3}$")
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2})"
    "|(?:[#*0-9]\ufe0f?\u20e3)"
    "|(?:[\u2600-\u27bf\u2b50\u2b55\u231a-\u23ff\u3030\U0001f000-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
    "(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?)*)"
    r"|(?:\[[\u4e00-\u9fffA-Za-z]{1,4}\](?![(\[]))"  # WeChat's own: [微笑] [Emm]
)
_NOT_TALK = re.compile(r"```.*?```|!?\[[^\]]*\]\([^)]*\)|^\s*[|#>].*$|https?://[^\s\u4e00-\u9fff，。！？；：]+", re.DOTALL | re.MULTILINE)


def check(text: str, persona: Persona, *, channel: ChannelKind, field: str = "text", on: date | None = None) -> list[Finding]:
    """What does not sound like the persona, in the order of the text; `on` is the day whose house rules hold (default: any day's)."""
    found = [
        *_forbidden(text, persona), *_claims(text, persona), *_pronouns(text, persona), *_tone(text, persona),
        *_sentences(text, persona), *_emoji(text, persona), *_facts(text, persona),
    ]  # fmt: skip
    if channel is ChannelKind.MOMENTS:
        found += _fold(text, on or date.max)
    return sorted((_in_field(finding, field) for finding in found), key=lambda finding: finding.span or (0, 0))


def emoji_in(text: str) -> list[tuple[int, int]]:
    """Where the emoji are, one span each: a family or a flag is one, WeChat's [微笑] too."""
    return [found.span() for found in _EMOJI.finditer(text)]


def _forbidden(text: str, persona: Persona) -> Iterator[Finding]:
    for word in persona.voice.never_says:
        for start, end in _places(text, word):
            yield _finding(
                "voice.never_says", Weight.BLOCK, text, (start, end), f"{persona.name}从不说「{word}」", f"{persona.name} never says “{word}”",
                ("删掉，或换成平常的说法", "leave it out, or say it plainly"),
            )  # fmt: skip


def _claims(text: str, persona: Persona) -> Iterator[Finding]:
    for claim in persona.voice.claims_not_allowed:
        for start, end in _places(text, claim):
            denied = _NOT.search(text, max(0, start - 8), start) is not None
            yield _finding(
                "voice.claim", Weight.WARN if denied else Weight.BLOCK, text, (start, end),
                f"「{claim}」超出了{persona.name}可以说的范围", f"“{claim}” is beyond what {persona.name} may claim",
                ("改成自己的真实感受或经历", "tell what was really felt or done instead"),
            )  # fmt: skip


def _pronouns(text: str, persona: Persona) -> Iterator[Finding]:
    own = persona.voice.pronouns
    for found in _SELVES.finditer(text):
        if found[0] not in own and persona.kind is not PersonaKind.SERVICE:
            yield _finding(
                "voice.pronoun", Weight.WARN, text, found.span(), f"{persona.name}自称「{own}」，不说「{found[0]}」",
                f"{persona.name} says “{own}” of itself, not “{found[0]}”", (f"改成「{own}」", f"say “{own}”"),
            )  # fmt: skip
    called = persona.voice.calls_readers
    for found in _READERS.finditer(text) if called else ():
        if not any(found[0] in name or name in found[0] for name in called):
            yield _finding(
                "voice.reader", Weight.WARN, text, found.span(), f"{persona.name}不这样称呼读者：「{found[0]}」",
                f"{persona.name} does not call readers “{found[0]}”", (f"改成「{called[0]}」", f"say “{called[0]}”"),
            )  # fmt: skip


def _tone(text: str, persona: Persona) -> Iterator[Finding]:
    for found in _OFFICE.finditer(text) if persona.kind is not PersonaKind.SERVICE else ():
        yield _finding(
            "voice.tone", Weight.WARN, text, found.span(), f"「{found[0]}」是公告腔，不像{persona.name}在说话",
            f"“{found[0]}” is a notice, not {persona.name} talking", ("像发给朋友那样说", "say it as to a friend"),
        )  # fmt: skip
    for found in _SHOUT.finditer(text):
        yield _finding(
            "voice.tone", Weight.WARN, text, found.span(), "标点连用像在喊", "so many marks shout", ("留一个就够", "one is enough")
        )


def _sentences(text: str, persona: Persona) -> Iterator[Finding]:
    most = persona.voice.sentence_max
    talk = _NOT_TALK.sub(lambda aside: re.sub(r"[^\n]", "\n", aside[0]), text)
    for found in _SENTENCE.finditer(talk):
        said = found[0].strip()
        length = len(re.sub(r"\s", "", _EMOJI.sub("", said)))
        if length <= most:
            continue
        start = found.start() + found[0].index(said)
        cut = _cut(said)
        proposal = ("拆成两三句短句", "make it two or three short sentences")
        if cut:
            proposal = (f"可以在「{said[max(0, cut - 4) : cut]}」后面断句", f"it can end after “{said[max(0, cut - 4) : cut]}”")
        yield _finding(
            "voice.sentence", Weight.WARN, text, (start, start + len(said)), f"这一句有 {length} 个字，{persona.name}一句不超过 {most} 个字",
            f"{length} characters in one sentence; {persona.name} keeps to {most}", proposal,
        )  # fmt: skip


def _cut(sentence: str) -> int | None:
    """The pause nearest to the middle, where the sentence could end."""
    pauses = [found.start() for found in _PAUSE.finditer(sentence)]
    return min(pauses, key=lambda at: abs(at - len(sentence) // 2), default=None)


def _emoji(text: str, persona: Persona) -> Iterator[Finding]:
    spans, most = emoji_in(text), persona.voice.emoji_max
    if len(spans) > most:
        first = spans[most]
        yield _finding(
            "voice.emoji", Weight.WARN, text, (first[0], spans[-1][1]), f"用了 {len(spans)} 个表情，{persona.name}最多用 {most} 个",
            f"{len(spans)} emoji; {persona.name} uses {most} at most", ("从这里起的表情可以去掉", "those from here on can go"), hit=text[slice(*first)],
        )  # fmt: skip


def _facts(text: str, persona: Persona) -> Iterator[Finding]:
    for claimed in contradicted(text, persona):
        yield _finding(
            f"voice.fact.{claimed.fact}", Weight.BLOCK, text, claimed.span, f"与人设卡不符：卡上是「{claimed.sheet.zh}」",
            f"the sheet says otherwise: {claimed.sheet.en}", (f"改成「{claimed.sheet.zh}」，或先改人设卡", f"say {claimed.sheet.en}, or change the sheet first"),
        )  # fmt: skip


def _fold(text: str, on: date) -> Iterator[Finding]:
    """Moments show the first lines only; what matters must stand in them."""
    lines, characters = lookup("moments.fold_lines", on).count, lookup("moments.fold_characters", on).count
    breaks = [at for at, letter in enumerate(text) if letter == "\n"]
    by_lines = breaks[lines - 1] + 1 if len(breaks) >= lines else len(text)
    fold = min(by_lines, characters)
    if fold < len(text.rstrip()):
        yield _finding(
            "voice.moments_fold", Weight.WARN, text, (fold, len(text)), f"从这里起会被折叠，读者要点「全文」（前 {lines} 行 / 约 {characters} 字可见）",
            f"folded from here: readers see {lines} lines or about {characters} characters", ("把要紧的话放在前面，或删到这里", "put what matters first, or cut here"),
            hit=text[fold : fold + 12], source="方法：朋友圈折叠",
        )  # fmt: skip


def _finding(  # noqa: PLR0917 - it is the Finding itself, filled in
    rule: str,
    weight: Weight,
    text: str,
    span: tuple[int, int],
    zh: str,
    en: str,
    proposal: tuple[str, str],
    hit: str = "",
    source: str = SHEET,
) -> Finding:
    return Finding(
        rule=rule, weight=weight, what=Words(zh, en), span=span, hit=hit or text[slice(*span)], proposal=Words(*proposal), source=source
    )


def _in_field(finding: Finding, field: str) -> Finding:
    return replace(finding, field=field)


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(re.escape(word), text, re.IGNORECASE):
        yield found.span()
