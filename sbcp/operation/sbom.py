"""The list of all that an instance is made of, as CycloneDX 1.6 (ECMA-424), from the lock files.

``make sbom`` writes it to ``dist/sbcp.cdx.json``, for whoever has to know within the hour whether an instance
holds a library in which a fault was found. The same lock files give the same list to the byte.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:.*\\\n)*.*)$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

Component = dict[str, Any]


def bill_of_materials(root: Path = ROOT) -> dict[str, Any]:
    """The whole list, of what is installed to run an instance and to build its style sheet."""
    components = [
        *from_requirements((root / "requirements.lock").read_text("utf-8")),
        *from_npm(json.loads((root / "package-lock.json").read_text("utf-8"))),
    ]
    purl = f"pkg:generic/sbcp@{version('sbcp')}"
    listed = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, purl + listed)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "sbcp",
                "version": version("sbcp"),
                "bom-ref": purl,
                "purl": purl,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": purl, "dependsOn": [component["bom-ref"] for component in components]}],
    }


def from_requirements(lock: str) -> Iterator[Component]:
    """The packages of a lock file of pip. A package has a hash for each of its files: they are listed as
    properties, since CycloneDX has one of a kind for a component."""
    for name, number, rest in PINNED.findall(lock):
        component = _component(name, number, f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(number)}")
        files = [{"name": "sbcp:file:sha256", "value": digest} for digest in HASH.findall(rest)]
        yield {**component, "properties": files} if files else component


def from_npm(lock: dict[str, Any]) -> Iterator[Component]:
    """The packages of a lock file of npm."""
    for place, package in sorted(lock["packages"].items()):
        name = place.rpartition("node_modules/")[2]
        if not name:
            continue
        component = _component(name, package["version"], f"pkg:npm/{quote(name)}@{package['version']}")
        kind, _, digest = package.get("integrity", "").partition("-")
        if kind == "sha512":
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        if package.get("license"):
            component["licenses"] = [{"expression": package["license"]}]
        yield component


def _component(name: str, number: str, purl: str) -> Component:
    return {"type": "library", "name": name, "version": number, "bom-ref": purl, "purl": purl}


if __name__ == "__main__":
    json.dump(bill_of_materials(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
