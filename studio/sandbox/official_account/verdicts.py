"""What the platform's checkers will say to the next publications of an account, scripted through the control plane."""

from dataclasses import dataclass, field

from studio.sandbox.call import Json
from studio.sandbox.world import World


@dataclass
class Verdict:
    """For the next `times` publications or mass sends: publish_status 2, 3, 4 or 6 and the failed articles; `mass` is the event's Status."""

    appid: str
    status: int = 4
    fail_idx: list[int] = field(default_factory=lambda: [1])
    mass: str = "err(20001)"
    times: int = 1


def verdict(world: World, appid: str) -> Verdict | None:
    """Use the standing verdict once, if there is one."""
    shelf = world.shelf(Verdict)
    said = shelf.get(appid)
    if said is None:
        return None
    said.times -= 1
    if said.times > 0:
        shelf.put(appid, said)
    else:
        shelf.drop(appid)
    return said


def audit(world: World, wish: Json) -> Json:
    """`{"appid", "status": 4, "fail_idx": [1], "mass": "err(20001)", "times": 1}` scripts the next verdicts."""
    return vars(world.shelf(Verdict).put(str(wish["appid"]), Verdict(**wish)))
