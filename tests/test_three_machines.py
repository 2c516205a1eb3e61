"""The compose file starts what exists, with settings that exist."""

from pathlib import Path

import yaml

from studio.cli.main import ACTS
from studio.settings import Settings

COMPOSE = Path(__file__).parents[1] / "docs" / "how-to" / "three-machines" / "compose.yaml"


def test_every_process_and_setting_of_the_compose_file_exists():
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in services.items() if "build" in service}
    assert {service["command"][0] for service in ours.values()} == {"web", "clock", "worker"} <= set(ACTS)
    known = {f"STUDIO_{name.upper()}" for name in Settings.model_fields}
    for service in ours.values():
        assert set(service["environment"]) <= known
        assert service["environment"]["STUDIO_ENGINE"] == "distributed"
