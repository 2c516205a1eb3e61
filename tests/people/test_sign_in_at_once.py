"""Guessing in parallel gains nothing: tries of one name go one after the other, on both databases."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from studio.database import act
from studio.people import person as people
from studio.people.process import Process
from studio.people.sign_in import FAILURES_PER_HANDLE, SignInTry, TurnedAway, sign_in
from tests.people.conftest import PASSWORD, QUICK


def test_a_dozen_guesses_at_the_same_instant_are_five_guesses(either_house):
    house = either_house
    with act(house.engine) as session:
        people.add(session, "lin.lan", "林岚", password_hash=QUICK.hash(PASSWORD), by=Process.SET_UP, at=house.now)

    def guess(number: int) -> TurnedAway:
        with act(house.engine) as session:
            answer = sign_in(session, "lin.lan", f"guess {number}", address="10.0.0.7", hours=12, at=house.now)
        assert isinstance(answer, TurnedAway)
        return answer

    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(guess, range(12)))
    assert sum(answer.wait is None for answer in answers) == FAILURES_PER_HANDLE
    with act(house.engine) as session:
        assert len(session.exec(select(SignInTry)).all()) == FAILURES_PER_HANDLE
