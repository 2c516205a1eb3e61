"""What a delivery costs the database: everything is asked again before each step, and nothing is asked twice in one."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from studio.channels.channel import Step
from studio.publishing.delivery import State
from studio.publishing.papers import papers
from studio.publishing.publish import publish
from tests.fake_channel import FakeChannel


def test_a_delivery_of_two_steps_with_their_rates_costs_twenty_five_statements_and_three_commits(either_house, monkeypatch):
    house = either_house
    steps = [Step("upload", repeatable=True, endpoints="wecom.media"), Step("create", repeatable=False, endpoints="wecom.moment")]
    monkeypatch.setattr(FakeChannel, "steps", lambda *_: steps)
    before, row = house.scheduled(), house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    publish(house.desk(), before.key, brand=house.brand)  # the first finds empty buckets
    said, commits = [], []
    event.listen(house.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    event.listen(house.engine, "commit", commits.append)
    assert publish(house.desk(), row.key, brand=house.brand) is State.CREATED
    in_line = [statement for statement in said if "pg_advisory_xact_lock_shared" in statement]
    assert len(in_line) <= len(commits)
    whose = [statement for statement in said if "studio.brand" in statement]  # PostgreSQL's own fence: each transaction says it once
    assert len(whose) == (len(commits) if house.engine.dialect.name == "postgresql" else 0)
    assert len([statement for statement in said if not statement.startswith("BEGIN")]) - len(in_line) - len(whose) <= 25
    assert len(commits) == 3


def test_a_statement_that_is_built_once_still_sees_the_rows_of_one_brand_only(house):
    row = house.scheduled()
    for brand, sees in ((house.brand, True), (house.other_brand, False), (house.brand, True)):
        with house.act(brand=brand) as session:
            if sees:
                assert papers(session, row.key).delivery.key == row.key
                continue
            with pytest.raises(RuntimeError, match="lost a row"):
                papers(session, row.key)
