"""What channels keep between calls: one value per name, whoever lays it in, and however many at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from studio.publishing.drawer import TableDrawer
from studio.vault import Vault
from tests.house import KEY


def drawers(house, n: int) -> list[TableDrawer]:
    with house.act() as session:
        account = house.account(session).key
    return [TableDrawer(house.engine, Vault(KEY), brand=house.brand, account_id=account) for _ in range(n)]


def test_several_processes_may_lay_in_the_same_thing_at_the_same_moment(either_house):
    found, together = drawers(either_house, 3), Barrier(3)

    def lay_in(drawer: TableDrawer, name: str, value: str) -> None:
        together.wait(10)
        drawer.keep(name, value, until=None)

    for number in range(10):
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lay_in, found, [f"token-{number}"] * 3, "abc"))
        (fresh,) = drawers(either_house, 1)
        assert fresh.take(f"token-{number}").value in "abc"


def test_what_is_dropped_is_gone_for_everybody_who_looks(either_house):
    one, other = drawers(either_house, 2)
    one.keep("token", "old", until=None)
    one.keep("token", "new", until=None)
    assert other.take("token").value == "new"
    one.drop("token")
    assert one.take("token") is None
    assert drawers(either_house, 1)[0].take("token") is None
