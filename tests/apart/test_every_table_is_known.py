"""No order of imports leaves a table without its brand: sessions wait for all tables, and a late table is refused."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from studio.brand_scope import ACROSS, BrandForgotten, brand_tables
from studio.database import look_across_brands
from studio.posts.post import Post
from tests.ui.conftest import ROOT

LATE = """
from studio.posts.post import Post
from studio.database import act, engine_for, look, act_across_brands
from studio.brand_scope import BrandRow, TablesUnknown, brand_tables
for opened in (act, look, act_across_brands):
    try:
        with opened(engine_for("sqlite://")):
            print("opened")
    except TablesUnknown:
        print("not yet")
import studio.tables
before = {table.__name__ for table in brand_tables()}
with act(engine_for("sqlite://"), brand=1):
    print("opened")
import importlib, pkgutil, studio
for module in pkgutil.walk_packages(studio.__path__, "studio."):
    if not module.name.startswith(("studio.ui.pages", "studio.migrations.env", "studio.starter")):
        importlib.import_module(module.name)
print({table.__name__ for table in brand_tables()} == before)
try:
    class Late(BrandRow, table=True): pass
except TablesUnknown as refused:
    print(refused)
"""


def test_a_session_waits_for_every_table_and_a_table_that_comes_later_is_refused():
    done = subprocess.run([sys.executable, "-c", LATE], cwd=ROOT, capture_output=True, text=True, check=True)
    *before, whole, refused = done.stdout.splitlines()
    assert before == ["not yet", "not yet", "not yet", "opened"]
    assert whole == "True"
    assert refused.startswith("__main__.Late was imported after the first session")


def test_every_table_with_a_brands_number_is_a_brands_table():
    ours = {table.__tablename__ for table in brand_tables()}
    assert {name for name, table in SQLModel.metadata.tables.items() if "brand_id" in table.columns} == ours
    assert len(ours) >= 26


def test_a_row_of_another_brand_cannot_be_taken_over(house):
    with house.act() as session:
        house.written(session)
    with look_across_brands(house.engine) as across:
        theirs = across.exec(select(Post)).one()
    theirs.brand_id = house.other_brand
    with pytest.raises(BrandForgotten), house.act(brand=house.other_brand) as session:
        session.add(theirs)


def test_only_the_modules_that_are_named_with_a_reason_look_across_brands():
    assert set(_that_look_across()) == set(ACROSS)
    assert not [name for name in ACROSS if name.startswith("studio.ui")]
    assert all(len(why) > 10 for why in ACROSS.values())


def _that_look_across() -> Iterator[str]:
    for path in sorted((ROOT / "studio").rglob("*.py")):
        if path.name in {"database.py", "brand_scope.py", "brand_fence.py"} and path.parent == ROOT / "studio":
            continue
        words = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
        names = {node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)}
        if words & {"act_across_brands", "look_across_brands", "open_to_every_brand"} or "across" in names:
            yield _module(path)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
