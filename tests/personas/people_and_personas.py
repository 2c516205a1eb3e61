"""A brand with its people, and two personas: one warming up, one selling."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import SQLModel

from studio.brands.brand import Brand
from studio.database import act, engine_for
from studio.library.kinds import Persona, Voice
from studio.people import person as people
from studio.people.person import Person, Role
from studio.people.process import Process

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LAN = Persona(
    slug="lan", name="林岚", kind="founder", character="慢性子", age=35, role="主理人", tastes=("茶", "旧书"), city="杭州", trade="服装设计师",
    field="面料", proof="做了十二年衣服", point_of_view="衣服是给自己穿的", operator="周敏", started_on=date(2026, 1, 5), starts_as="selling",
    voice=Voice(pronouns="我", calls_readers=("姐妹们", "你"), never_says=("绝绝子", "YYDS"), claims_not_allowed=("医生", "治愈", "显瘦十斤"), sentence_max=40, emoji_max=2),
)  # fmt: skip
XIAOMAN = Persona.model_validate(
    LAN.model_dump()
    | {"slug": "xiaoman", "name": "小满", "kind": "companion", "age": 26, "started_on": date(2026, 9, 25), "starts_as": "warming"}
)


def brand_with(path: Path, **roles: tuple[Role, ...]) -> tuple[Engine, int, dict[str, Person]]:
    """A fresh database with one brand and these people in it."""
    engine = engine_for(f"sqlite:///{path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    with act(engine) as session:
        brand = Brand(slug="suli", name="素里", created_at=NOON)
        session.add(brand)
        session.flush()
        team = {}
        for handle, held in roles.items():
            team[handle] = people.add(session, handle, handle, password_hash="", by=Process.SET_UP, at=NOON)
            for role in held:
                people.give_role(session, team[handle], role, brand=brand.key, by=Process.SET_UP, at=NOON)
    return engine, brand.key, team
