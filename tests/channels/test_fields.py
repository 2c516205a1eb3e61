"""The limits beside what is being typed are those that the channel asks of the whole message, in the unit of its platform."""

from dataclasses import replace

import pytest

from studio.channels.channel import Account, Secret
from studio.channels.fields import field_limits
from studio.channels.handoff.kinds import KINDS
from studio.channels.message import Link, Message
from studio.channels.registry import open_channel
from studio.clock import BEIJING
from tests.channels.desk import MORNING, DictDrawer

DAY = MORNING.astimezone(BEIJING).date()
PLACES = [("moments", ""), ("community", ""), ("official_account", "service"), *(("handoff", kind) for kind in KINDS)]
EVERY = [(channel, kind, limit) for channel, kind in PLACES for limit in field_limits(channel, on=DAY, kind=kind)]


def _saying(field: str, words: str) -> Message:
    link = Link("https://example.com", title=words if field == "link_title" else "", summary=words if field == "link_summary" else "")
    message = Message("m", text="好", title="好", html="<p>好</p>", link=link if field.startswith("link") else None)
    return message if field.startswith("link") else replace(message, **{field: words})


@pytest.mark.parametrize(("channel", "kind", "limit"), EVERY, ids=lambda each: getattr(each, "rule", each))
def test_one_more_than_the_counter_allows_is_what_the_channel_refuses(channel, kind, limit):
    account = Account("a", "a", channel, kind, verified=True, external_id="x", base_url="", settings={}, secret=Secret("{}"))
    letter = "a"  # a byte and a character
    asked = {
        length: {problem.rule for problem in open_channel(account, DictDrawer()).limits(_saying(limit.field, letter * length), on=MORNING)}
        for length in (limit.most, limit.most + 1)
    }
    assert limit.rule not in asked[limit.most]
    assert limit.rule in asked[limit.most + 1]


def test_a_hand_off_that_goes_nowhere_yet_has_no_limits():
    assert field_limits("handoff", on=DAY) == ()
    assert {limit.unit for _, _, limit in EVERY} == {"characters", "bytes"}
