"""The list of materials names every package of the lock files, once, with what it can be known by."""

import json
import re
from importlib.metadata import distributions
from pathlib import Path

from sbcp.operation.sbom import bill_of_materials

ROOT = Path(__file__).parents[2]


def test_S46_every_locked_package_is_on_the_list_with_its_version() -> None:
    listed = {(c["name"], c["version"]) for c in bill_of_materials()["components"]}
    python = re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text("utf-8"))
    npm = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = {
        *python,
        *((place.rpartition("node_modules/")[2], p["version"]) for place, p in npm.items() if place),
    }
    assert listed == wanted
    assert len(python) > 40


def test_S46_what_is_installed_is_what_the_list_says() -> None:
    installed = {d.name.lower().replace("_", "-"): d.version for d in distributions()}
    listed: dict[str, set[str]] = {}  # one package may be locked twice, for other versions of Python
    for component in bill_of_materials()["components"]:
        if component["purl"].startswith("pkg:pypi/"):
            listed.setdefault(component["name"], set()).add(component["version"])
    assert [name for name in listed if name in installed and installed[name] not in listed[name]] == []


def test_S46_each_has_a_name_of_its_own_and_a_digest() -> None:
    found = bill_of_materials()
    names = [component["bom-ref"] for component in found["components"]]
    assert len(set(names)) == len(names)
    assert all(c.get("hashes") or c.get("properties") for c in found["components"])
    assert found["dependencies"][0]["dependsOn"] == names
    assert found["serialNumber"] == bill_of_materials()["serialNumber"]
