"""Headlines are set from the command line, without a brand and without a studio."""

import json
from pathlib import Path

from typer.testing import CliRunner

from studio.cli.main import command
from studio.errors import StudioError


def wrapped(file: Path, *more: str) -> list[str]:
    told = CliRunner().invoke(command("assets"), ["assets", "wrap", str(file), *more])
    assert told.exit_code == 0, told.output
    return told.stdout.splitlines()


def test_each_line_of_a_file_is_set_as_a_headline(tmp_path: Path):
    file = tmp_path / "heads.txt"
    file.write_text("满200减50元，买2件打8.5折\n\n没有温度计，也能冲好咖啡\n", encoding="utf-8")
    rows = [json.loads(line) for line in wrapped(file, "--width", "7", "--json")]
    assert [row["text"] for row in rows] == file.read_text(encoding="utf-8").splitlines()
    assert rows[0]["lines"] == ["满200减50元，", "买2件打8.5折"]
    assert all("".join(row["lines"]) == row["text"] for row in rows)
    assert "满200减50元， / 买2件打8.5折" in wrapped(file, "--width", "7")


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    told = CliRunner().invoke(command("assets"), ["assets", "wrap", str(tmp_path / "none.txt"), "--width", "7"])
    assert isinstance(told.exception, StudioError)
    assert "none.txt" in str(told.exception)
