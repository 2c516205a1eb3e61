"""The same questions to every registered channel: a new one is asked them by being registered."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from studio.channels.answer import Accepted, AskAPerson, Done, NotSent, SafeToRepeat, Sent, Unknown
from studio.channels.channel import Account, Channel, Secret
from studio.channels.message import Message
from studio.channels.registry import CHANNELS, open_channel
from studio.errors import StudioError
from studio.rules.lookup import lookup
from tests.channels.desk import DictDrawer, Sandbox, article, corp_account, group_message, moment, service_account, video
from tests.channels.steps import carried


def hand_off_account(_sandbox: Sandbox) -> Account:
    return Account(
        slug="weibo",
        name="微博",
        channel="handoff",
        kind="weibo",
        verified=True,
        external_id="",
        base_url="",
        settings={},
        secret=Secret(""),
    )


EXAMPLES = {
    "official_account": (service_account, article()),
    "community": (lambda sandbox: corp_account(sandbox, "community"), group_message()),
    "moments": (lambda sandbox: corp_account(sandbox, "moments"), moment()),
    "handoff": (hand_off_account, moment()),
}


@pytest.fixture(params=sorted(CHANNELS))
def opened(request: pytest.FixtureRequest, sandbox: Sandbox, drawer: DictDrawer) -> tuple[Channel, Message, Sandbox]:
    account_of, message = EXAMPLES[request.param]
    return open_channel(account_of(sandbox), drawer), message, sandbox


def test_its_message_is_within_its_limits_and_an_empty_one_is_not(opened):
    channel, message, sandbox = opened
    assert channel.limits(message, on=sandbox.now) == ()
    problems = channel.limits(Message("m"), on=sandbox.now)
    assert problems
    assert all(problem.what.zh and problem.what.en and problem.field and problem.where for problem in problems)


def test_a_video_goes_out_or_is_refused_before_the_network(opened):
    channel, message, sandbox = opened
    problems = channel.limits(replace(message, pictures=(), video=video()), on=sandbox.now)
    assert "video" in {problem.field for problem in problems} or channel.account.channel == "moments"


def test_its_steps_end_in_sent_or_accepted_and_come_back_the_same(opened):
    channel, message, sandbox = opened
    done: dict = {}
    answer = None
    while step := next((one for one in channel.steps(message, done) if one.name not in done), None):
        before = [one.name for one in channel.steps(message, done)]
        answer = channel.do(step, message, done, now=sandbox.now)
        assert isinstance(answer, Done | Sent | Accepted)
        done[step.name] = answer.facts
        assert [one.name for one in channel.steps(message, done)][: len(before)] == before
    assert isinstance(answer, Sent | Accepted)


def test_every_step_and_question_draws_on_a_rate_of_its_own_that_the_rules_know(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    for step in channel.steps(message, done):
        assert lookup(f"rate.{step.endpoints}", date(2026, 11, 21)).rate.calls > 0
    for asks in filter(None, (channel.questions, channel.reminders)):
        assert lookup(f"rate.{asks}", date(2026, 11, 21)).rate.calls > 0
        assert asks not in {step.endpoints for step in channel.steps(message, done)}, "a question would take the token of a step"


def test_facts_are_safe_to_keep_as_json(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    assert json.loads(json.dumps(done)) == done
    done["ask"] = channel.ask(message, json.loads(json.dumps(done)), now=sandbox.now).facts
    assert json.loads(json.dumps(done)) == done


def test_in_the_end_it_is_sent_by_machine_or_by_a_person(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    sandbox.wait(hours=3)
    answer = channel.ask(message, done, now=sandbox.now)
    if isinstance(answer, Accepted):
        answer = channel.ask(message, done | {"confirmed": {"by": "lin", "at": sandbox.now.isoformat()}}, now=sandbox.now)
    assert isinstance(answer, Sent)
    assert answer.remote_id


def test_a_platform_that_does_not_answer_leaves_it_uncertain_never_refused(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    sandbox.fault("*", "http", times=None)
    answer = channel.ask(message, done, now=sandbox.now)
    assert isinstance(answer, Unknown | Accepted)
    for figure in channel.figures(done, now=sandbox.now):
        assert figure.value is None
    assert not list(channel.reactions(done, now=sandbox.now))


def test_a_lost_answer_of_a_step_that_is_not_repeatable_is_unknown(opened):
    channel, message, sandbox = opened
    done: dict = {}
    while step := next((one for one in channel.steps(message, done) if one.name not in done), None):
        if not step.repeatable:
            sandbox.fault("*/draft/add", "reset")
            sandbox.fault("*/add_m*", "reset")
            assert isinstance(channel.do(step, message, done, now=sandbox.now), Unknown)
            return
        done[step.name] = channel.do(step, message, done, now=sandbox.now).facts


def test_repeatable_steps_may_be_done_twice(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    for step in channel.steps(message, done):
        if step.repeatable:
            assert isinstance(channel.do(step, message, done, now=sandbox.now), Done | Accepted)
            assert isinstance(channel.reconcile(step, message, done, since=sandbox.now, looks=0, now=sandbox.now), SafeToRepeat)


def test_reconciling_never_says_safe_at_the_first_look_of_a_create(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    for step in channel.steps(message, done):
        if not step.repeatable:
            earlier = {name: facts for name, facts in done.items() if name != step.name}
            found = channel.reconcile(step, message, earlier, since=sandbox.now, looks=0, now=sandbox.now)
            assert not isinstance(found, SafeToRepeat | AskAPerson)


def test_figures_are_numbers_or_unknown_and_carry_their_time(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    sandbox.wait(days=2)
    for figure in channel.figures(done, now=sandbox.now):
        assert figure.value is None or figure.value >= 0
        assert figure.at == sandbox.now


def test_cancelling_and_reminding_answer_in_words(opened):
    channel, message, sandbox = opened
    done = carried(channel, message, sandbox)
    sandbox.wait(seconds=10)
    for answer in (channel.remind(message, done, now=sandbox.now), channel.cancel(message, done, now=sandbox.now)):
        assert isinstance(answer, Done | NotSent)
        if isinstance(answer, NotSent):
            assert answer.reason.zh
            assert answer.reason.en


def test_the_connection_test_is_quiet_when_all_is_well_and_speaks_when_not(opened):
    channel, _, sandbox = opened
    assert tuple(channel.check(now=sandbox.now)) == ()
    wrong = open_channel(replace(channel.account, secret=Secret("wrong"), kind="nothing", slug="wrong"), DictDrawer())
    (problem,) = wrong.check(now=sandbox.now + timedelta(seconds=1))
    assert problem.mend.zh
    assert problem.where == "wrong"


def test_a_channel_that_does_not_exist_is_said_with_the_choices(sandbox: Sandbox, drawer: DictDrawer):
    with pytest.raises(StudioError, match="official_account"):
        open_channel(replace(service_account(sandbox), channel="pigeon"), drawer)
