"""The studio starts in any folder and with any settings file: spaces, Chinese, another locale, no zone files, `~`."""

import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest

from studio.settings import Settings
from tests.acceptance.example import ROOT

link = run_path(str(ROOT / "requirements" / "link.py"))["link"]


def installed_in(folder: Path) -> Path:
    """An environment in `folder` with the studio linked into it, borrowing the packages of ours; gives its command."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    packages = next((folder / ".venv" / "lib").glob("python3*")) / "site-packages"
    ours = Path(sys.modules["pytest"].__file__).parents[1]
    (packages / "borrowed.pth").write_text(f"import sys; sys.path.append({str(ours)!a})\n", encoding="ascii")
    (folder / "siyu").symlink_to(ROOT)
    link(folder / "siyu", packages=packages, programs=folder / ".venv" / "bin")
    assert (packages / "siyu_studio.pth").read_bytes().isascii(), "Python reads it in the locale's encoding"
    return folder / ".venv" / "bin" / "studio"


@pytest.mark.parametrize("name", ["my studio", "私域 工作室", 'it\'s "quoted" $HOME'])
def test_the_command_starts_in_a_folder_of_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    command = installed_in(folder)
    clean = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "STUDIO_HOME": str(tmp_path / "home")}
    said = subprocess.run([command, "init", "--help"], cwd=tmp_path, env=clean, capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()
    assert "新建一个工作区" in said.stdout.decode("utf-8")


def test_zones_are_known_without_the_systems_files(tmp_path):
    program = "from studio.clock import BEIJING; print(BEIJING)"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONTZPATH": ""}, capture_output=True, text=True, check=False)
    assert said.stdout == "Asia/Shanghai\n", said.stderr


@pytest.mark.parametrize("name", ["home", "workspace", "files", "files_here", "key_file", "clock_file", "sandbox_database"])
def test_a_tilde_is_the_persons_folder_in_every_path(monkeypatch, tmp_path, name):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(f"STUDIO_{name.upper()}", "~/siyu")
    assert str(getattr(Settings(), name)) == str(tmp_path / "siyu")


def test_every_setting_that_is_a_path_knows_the_tilde():
    told = {"home", "workspace", "files", "files_here", "key_file", "clock_file", "sandbox_database"}
    paths = {name for name, field in Settings.model_fields.items() if "Path" in str(field.annotation)}
    assert paths <= told
