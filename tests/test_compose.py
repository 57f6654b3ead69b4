"""The files for Docker say what the code says. CI has no Docker: what needs it is skipped there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from adapters.temporal.connection import search_attribute_types
from tests.places import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()


def test_the_namespace_job_makes_every_search_attribute() -> None:
    """The shell knows the attributes of `models.names`, in order, with their types."""
    made = re.findall(r"--name (\w+) --type (\w+)", COMPOSE)
    assert tuple(f"{name}={kind}" for name, kind in made) == search_attribute_types()


def test_every_secret_comes_from_the_environment_file() -> None:
    """No password has a default, and each stands in `.env.example`, to be filled in."""
    passwords = re.findall(r"^ +\w*(?:PASSWORD|PWD): (.*)$", COMPOSE, flags=re.MULTILINE)
    assert len(passwords) == 4
    for password in passwords:
        name = re.fullmatch(r"\$\{(\w+):\?is not set\}", password)
        assert name is not None
        assert f"\n{name[1]}=change-me\n" in EXAMPLE


def test_only_loopback_is_published() -> None:
    """What has no login of its own is not offered to the network."""
    ports = re.findall(r"ports: \[(.*)\]", COMPOSE)
    assert ports
    assert all(port.startswith('"127.0.0.1:') for port in ports)


def test_images_have_a_version() -> None:
    """Nothing is fetched as "latest"."""
    for image in re.findall(r"image: (\S+)", COMPOSE):
        assert image == "homeward" or re.search(r":(\d+|\$\{\w+:-\d+\.\d+\.\d+\})$", image)


def test_the_image_holds_every_part() -> None:
    """What the Dockerfile copies is what `.dockerignore` lets through: all of our packages."""
    copied = re.findall(r"^COPY (.*) \./", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    let_through = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE)
    assert names == set(let_through)
    assert names >= {"domain", "models", "adapters", "activities", "workflows", "gateway"}


def test_the_image_holds_the_examples() -> None:
    """`starter.py example` works there as in a checkout."""
    copied = "COPY examples/discharges ./examples/discharges\n"
    assert copied in (ROOT / "Dockerfile").read_text()


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_docker_compose_takes_it(tmp_path: Path) -> None:
    """The plain docker-compose 1.29 reads it with a `.env` that was only copied."""
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    subprocess.run(  # noqa: S603
        [shutil.which("docker-compose") or "", "config", "--quiet"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
