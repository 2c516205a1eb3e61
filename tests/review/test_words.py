"""The lists of words keep their bars on every labelled set, and the command says of any file what it says of a post."""

import json

import pytest
from typer.testing import CliRunner

from bench.words import BARS, SETS, adverts, compliance
from studio.cli.main import command

RUN = CliRunner()


@pytest.mark.parametrize("path", sorted(SETS.glob("*adverts*.jsonl")), ids=lambda path: path.stem)
def test_adverts_are_told_from_daily_life_on_every_labelled_set(path):
    found = adverts(path)
    assert found["precision"] >= BARS["advert_precision"], found
    assert found["recall"] >= BARS["advert_recall"], found
    assert found["unsure"] <= BARS["advert_unsure"], found


@pytest.mark.parametrize("path", sorted(SETS.glob("*compliance*.jsonl")), ids=lambda path: path.stem)
def test_what_may_not_be_said_is_stopped_and_nothing_else_on_every_labelled_set(path):
    found = compliance(path)
    assert found["both_ways"] >= BARS["compliance_both_ways"], found


def test_there_are_enough_labelled_sentences_in_six_categories_half_of_them_innocent():
    rows = [json.loads(line) for path in SETS.glob("*adverts*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 400
    assert {row["category"] for row in rows} == {"womenswear", "beauty", "food", "baby", "home", "digital"}
    assert 0.4 < sum(row["advertises"] for row in rows) / len(rows) < 0.6
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in SETS.glob("*compliance*.jsonl")) >= 300


def test_a_file_of_sentences_is_judged_line_by_line_without_a_brand_or_a_home(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("STUDIO_HOME", str(home))
    file = tmp_path / "said.txt"
    file.write_bytes("\ufeff羊绒衫 99 元，私我\r\n\n买菜花了十五块\n最**佳**面料\n".encode() + b"\xff\xfe\x00abc\n\x00")
    said = RUN.invoke(command(), ["review", "words", str(file), "--json"])
    assert said.exit_code == 0, said.output
    rows = [json.loads(line) for line in said.output.splitlines()]
    assert [row["advertises"] for row in rows] == [True, False, False, False, False, False]
    assert rows[0]["text"] == "羊绒衫 99 元，私我"
    assert {why["hit"] for why in rows[0]["why"]} >= {"99 元", "私我"}
    assert rows[3]["findings"] == [{"rule": "ad.absolute.most", "weight": "block", "hit": "最**佳"}]
    assert not home.exists()
