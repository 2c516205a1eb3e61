"""One sandbox for all tests of this folder, emptied before each."""

from collections.abc import Iterator

import pytest

from studio.clock import FixedClock
from studio.sandbox.serve import running
from tests.sandbox.corp import Corp
from tests.sandbox.mailbox import Mailbox, open_mailbox
from tests.sandbox.running import NOON, SERVICE, SUBSCRIPTION, UNVERIFIED, Account, Sandbox


@pytest.fixture(scope="session")
def standing_sandbox() -> Iterator[Sandbox]:
    clock = FixedClock(NOON)
    with running(clock) as url:
        standing = Sandbox(url, clock)
        yield standing
        standing.http.close()


@pytest.fixture
def sandbox(standing_sandbox: Sandbox) -> Sandbox:
    return standing_sandbox.fresh()


@pytest.fixture
def service(sandbox: Sandbox) -> Account:
    """A verified service account."""
    return sandbox.account(SERVICE)


@pytest.fixture
def subscription(sandbox: Sandbox) -> Account:
    """A verified subscription account."""
    return sandbox.account(SUBSCRIPTION)


@pytest.fixture
def unverified(sandbox: Sandbox) -> Account:
    """An account that may write drafts but not publish."""
    return sandbox.account(UNVERIFIED)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def corp(sandbox: Sandbox) -> Corp:
    """The corp's self-built app, on days on which nobody comes or goes by themselves."""
    sandbox.control("world", {"tuning": {"wecom_daily_life": 0, "people_off": 0}})
    return Corp(sandbox)
