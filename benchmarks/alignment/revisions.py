"""Revisions to learn from: judged pairs of real versions, and scripted revisions of the same texts.

Few real revisions have been judged by hand. Scripted ones, of which the truth is known by how they
were made, are added: every text of the development sets is revised anew, with seeds of its own.

The folder of the alignment benchmark brings everything:

- ``data/NAME.json``: the cases of each set;
- ``real/NAME/old.md`` and ``new.md``: pairs of versions, where real edits and new paragraphs come from;
- ``gen.py`` and ``segment.py``: the script that revises, and the one that cuts Markdown into blocks.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple, NotRequired, TypedDict

LONGEST: Final = 600  # blocks of a text that is revised whole; of a longer one a stretch is taken
STRETCH: Final = 400
STRANGERS: Final = 60  # paragraphs taken from each of two other texts, to be put in as new ones
FEW: Final = 30  # with fewer new paragraphs from the real revision, those of other texts are added
PROFILES: Final = ("light", "medium", "heavy", "trap")
TAUGHT: Final = PROFILES[1:]  # a light revision teaches nothing that the others do not
SETS: Final = ("handchecked", "asvs", "nist80053", "argrewrite", "constructed")

Typed = tuple[str, str]  # the type of a block and its text


class Case(TypedDict):
    """An old and a new text as blocks, and the links between them that are known to be right."""

    id: str
    lang: str
    level: str
    old: list[str]
    new: list[str]
    old_types: NotRequired[list[str]]
    new_types: NotRequired[list[str]]
    gold: list[tuple[int, int, str]]
    optional: list[tuple[int, int]]  # neither right nor wrong
    ignore_old: list[int]  # not judged
    ignore_new: list[int]


class Source(NamedTuple):
    """A text to revise."""

    language: str
    blocks: list[Typed]


class Tools(NamedTuple):
    """The scripts of the benchmark folder."""

    gen: Any
    segment: Any


def load_tools(folder: Path) -> Tools:
    """Takes the benchmark folder; gives its scripts. They import each other by name."""
    sys.path.insert(0, str(folder.resolve()))
    try:
        return Tools(import_module("gen"), import_module("segment"))
    finally:
        sys.path.pop(0)


def load_sets(folder: Path) -> dict[str, list[Case]]:
    """Takes the benchmark folder; gives the cases of each set."""
    return {name: json.loads((folder / "data" / f"{name}.json").read_text("utf-8")) for name in SETS}


def scripted(folder: Path, sets: dict[str, list[Case]], seed: int) -> Iterator[Case]:
    """Revises every text of the sets in each profile that is taught; the same for a seed."""
    tools, random = load_tools(folder), Random(seed)
    sources = _sources(sets) | _later(tools, folder, sets)
    for name in sorted(sources):
        language, blocks = sources[name]
        if len(blocks) > LONGEST:
            start = random.randrange(len(blocks) - STRETCH)
            blocks = blocks[start : start + STRETCH]
        fresh, edits = _real(tools, folder, name)
        if len(fresh) < FEW:
            fresh = fresh + _strangers(sources, name, random)
        for profile in PROFILES:
            number = random.randrange(10**6)
            if profile in TAUGHT:
                level = "sentence" if name.endswith("-s") else "paragraph"
                case = f"tr-{name}-{profile}"
                yield tools.gen.make_case(
                    blocks, fresh, edits, profile, number, language, cid=case, level=level
                )


def _sources(sets: dict[str, list[Case]]) -> dict[str, Source]:
    """The texts of the sets, each once: the old one of scripted cases, of real ones (also) the new one."""
    found: dict[str, Source] = {}
    for case in sets["constructed"]:
        name = case["id"].rpartition("-")[0]
        name += "-s" if case["level"] == "sentence" else ""
        name += "-long" if case["id"].endswith("long") else ""
        found[name] = Source(case["lang"], _blocks(case["old_types"], case["old"]))
    for case in sets["asvs"] + sets["nist80053"]:
        found[case["id"]] = Source("en", _blocks(case["old_types"], case["old"]))
        found[case["id"] + "new"] = Source("en", _blocks(case["new_types"], case["new"]))
    for case in sets["handchecked"]:
        found[case["id"] + "new"] = Source(case["lang"], _blocks(case["new_types"], case["new"]))
    return found


def _later(tools: Tools, folder: Path, sets: dict[str, list[Case]]) -> dict[str, Source]:
    """The later texts of the real pairs, and the earlier ones that no set has."""
    known = {case["id"].partition("-")[2] for case in sets["handchecked"]}
    found = {}
    for place in sorted((folder / "real").iterdir()):
        if place.is_dir() and place.name not in known:
            for file, name in (("old.md", ""), ("new.md", "new")):
                if name or not any(place.name in case["id"] for case in sets["constructed"]):
                    source = (place / file).read_text("utf-8")
                    blocks = [(kind, text) for kind, text in tools.segment.md_blocks(source)]
                    found[f"con-{place.name}{name}"] = Source(place.name[:2], blocks)
    return found


def _blocks(types: Sequence[str], texts: Sequence[str]) -> list[Typed]:
    return list(zip(types, texts, strict=True))


def _real(tools: Tools, folder: Path, name: str) -> tuple[list[Typed], dict[str, str]]:
    """What the true later version of a text brought: new paragraphs, and edits as old text to new text."""
    place = folder / "real" / name.removeprefix("con-").removesuffix("-long").removesuffix("-s")
    if not place.is_dir():
        return [], {}
    old, new = (
        [(kind, text) for kind, text in tools.segment.md_blocks((place / file).read_text("utf-8"))]
        for file in ("old.md", "new.md")
    )
    fresh, edits = tools.gen.harvest(old, new)
    return fresh, edits


def _strangers(sources: dict[str, Source], name: str, random: Random) -> list[Typed]:
    """Paragraphs of other texts, in the same language if there are any."""
    language, document = sources[name].language, name.split("-")[2:3]
    others = [
        other
        for other in sorted(sources)
        if sources[other].language == language and other.split("-")[2:3] != document
    ] or sorted(sources)
    found: list[Typed] = []
    for other in random.sample(others, min(2, len(others))):
        blocks = sources[other].blocks
        found += [
            block for block in random.sample(blocks, min(STRANGERS, len(blocks))) if block[0] in ("p", "li")
        ]
    return found
