"""Which rules limit the words of a channel, field by field: for counters beside what is being typed.

`limits_of` of each channel asks the same rules of a whole message; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date

from studio.rules.lookup import in_force

RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "moments": (
        ("text", "wecom.moment.text"), ("text", "wecom.moment.text_bytes"), ("link_title", "wecom.moment.link_title"),
        ("link_title", "wecom.moment.link_title_bytes"),
    ),
    "community": (("text", "wecom.mass.text"), ("link_title", "wecom.mass.link_title"), ("link_summary", "wecom.mass.link_summary")),
    "official_account": (
        ("title", "oa.draft.title"), ("author", "oa.draft.author"), ("summary", "oa.draft.digest"), ("source_url", "oa.draft.source_url"),
    ),
    "handoff": (),
}  # fmt: skip


@dataclass(frozen=True)
class FieldLimit:
    """`field` may hold at most `most` characters, or bytes of UTF-8."""

    field: str
    most: int
    unit: str
    rule: str


def field_limits(channel: str, *, on: date, kind: str = "") -> tuple[FieldLimit, ...]:
    """The limits of a channel's words on a day; `kind` is where a hand-off ends, when that is known."""
    by_id = {rule.id: rule for rule in in_force(on)}
    asked = RULES[channel] if channel != "handoff" else tuple((field, f"handoff.{kind}.{field}") for field in ("title", "text"))
    found = ((field, by_id[rule]) for field, rule in asked if rule in by_id)
    return tuple(FieldLimit(field, rule.count, rule.unit, rule.id) for field, rule in found)
