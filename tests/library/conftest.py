"""A small workspace on disk, and a brand with its own database."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

from studio.brands.brand import Brand
from studio.database import act, engine_for
from studio.files import Files

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

STUDIO = """[brand]
slug = "lu"
name = "小路"

[[accounts]]
slug = "moments-a"
name = "阿禾的朋友圈"
channel = "moments"
persona = "a-he"
"""
PERSONA = """slug: a-he
name: 阿禾
kind: founder
character: 慢
age: 33
role: 店主
tastes: [茶]
field: 茶
proof: 做茶十年
point_of_view: 茶是日常
voice: {pronouns: 我}
portrait: a-he.jpg
operator: 小林
started_on: 2026-01-01
"""
PILLARS = """pillars:
  - {slug: daily-life, name: 日常, gain: emotion, funnel: retain, mix: life, share: {selling: 100}, says: 一件小事}
  - {slug: offer, name: 促销, gain: benefit, promotional: true, funnel: convert, mix: product, says: 优惠}
"""
PRODUCTS = """products:
  - slug: green-tea
    name: 绿茶
    category: tea
    lane: bestseller
    price: 68
    selling_points: [今年的新茶]
    story: 山上采的。
    photos: [tea.jpg]
    evidence: {sold: 100, sold_period: 今年, sold_channel: 店里}
  - slug: black-tea
    name: 红茶
    category: tea
    lane: potential
    price: 88
    selling_points: [养胃的老说法我们不说]
    story: 也是山上采的。
    evidence: {pain_point: 怕涩, season_from: 2026-10-01, season_to: 2027-02-01}
"""
TEMPLATE = """---
slug: a-day
name: 一天
pillar: daily-life
channels: [moments]
---
今天{{ persona.name }}泡了一壶茶。
"""
CADENCE = """slug: a-he
name: 一周
persona: a-he
slots:
  - {account: moments-a, days: [mon, tue], at: 12:20, pillars: [daily-life]}
"""
CAMPAIGN = """slug: spring
name: 春茶
products: [green-tea]
phases:
  - {phase: peak, starts: 2027-04-01, ends: 2027-04-03}
"""
LICENCE = "file: {name}\nsource: 自己拍的\nauthor: 小林\nlicence: Own-Work\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace without a fault."""
    folder = tmp_path / "workspace"
    for path, text in {
        "studio.toml": STUDIO, "personas/a-he.yaml": PERSONA, "content/pillars.yaml": PILLARS, "content/products.yaml": PRODUCTS,
        "content/templates/daily-life/a-day.md.j2": TEMPLATE, "calendars/cadences/a-he.yaml": CADENCE, "calendars/campaigns/spring.yaml": CAMPAIGN,
        "assets/photos/a-he.jpg.licence.yaml": LICENCE.format(name="a-he.jpg"), "assets/photos/tea.jpg.licence.yaml": LICENCE.format(name="tea.jpg"),
    }.items():  # fmt: skip
        write(folder, path, text)
    for name in ("a-he.jpg", "tea.jpg"):
        (folder / "assets/photos" / name).write_bytes(b"\xff\xd8\xff" + name.encode())
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example brand."""
    folder = tmp_path / "example"
    for name in ("personas", "content", "calendars", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "studio.toml", folder / "studio.toml")
    return folder


@pytest.fixture
def engine(tmp_path: Path):
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    with act(engine) as session:
        session.add(Brand(slug="lu", name="小路", created_at=NOW))
        session.add(Brand(slug="other", name="别家", created_at=NOW))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with act(engine, brand=1) as session:
        yield session


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def change(folder: Path, path: str, old: str, new: str) -> None:
    """Edit a file of the workspace as a person would."""
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    write(folder, path, text.replace(old, new, 1))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def in_brand(engine, brand: int) -> Session:
    return Session(engine, info={"brand": brand})
