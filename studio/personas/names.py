"""Names that a person would have: an IP persona called 客服 or 小助手 is a shop counter, not a person."""

import re

from studio.errors import Refused, Words, problem
from studio.library.kinds import Persona
from studio.library.kinds.persona import PersonaKind
from studio.rules.finding import Finding, Weight

NOT_A_PERSON = re.compile(
    r"客服|小助[手理]|助[手理]|官方|小秘书?|小编|管家|机器人|旗舰店|专卖店|商城|公司|运营|福利社|优惠|bot\b|service|official|assistant",
    re.IGNORECASE,
)


def check_name(persona: Persona) -> list[Finding]:
    """One blocking finding when an IP persona's name is not a person's; a service persona may be called 客服."""
    found = NOT_A_PERSON.search(persona.name)
    if persona.kind is PersonaKind.SERVICE or not found:
        return []
    return [
        Finding(
            rule="persona.name", weight=Weight.BLOCK, field="name", span=found.span(), hit=found[0],
            what=Words(f"「{found[0]}」不像一个人的名字", f"“{found[0]}” is not a person's name"),
            proposal=Words("用自然的人名，如 林岚、小满", "use a natural name, such as 林岚 or 小满"), source="方法：人设命名",
        )
    ]  # fmt: skip


def refuse_name(persona: Persona) -> None:
    """Refused when the name is not a person's."""
    for finding in check_name(persona):
        proposal = finding.proposal or Words("", "")
        raise Refused(problem(finding.what.zh, finding.what.en, where=persona.slug, field="name", rule=finding.rule, mend=(proposal.zh, proposal.en)))  # fmt: skip
