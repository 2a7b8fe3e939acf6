"""The message catalogues: ``python -m sbcp.language.catalogues`` brings them up to date with the source.

``--check`` changes nothing and fails if the template is not up to date, or if a catalogue lacks a
message or has a placeholder wrong.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from sbcp.language.locales import LOCALES
from sbcp.paths import LOCALE, TEMPLATES

ROOMS = ("core", "members", "documents", "consultation", "adoption", "process", "sbcp")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "NN_": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# A date in the files would change with every run.
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)
TEMPLATE = LOCALE / "messages.pot"


def extracted() -> Catalog:
    """Every marked string of the source."""
    catalog = Catalog(
        project="SBCP",
        copyright_holder="the SBCP contributors",
        creation_date=BEGUN,
        charset="utf-8",
    )
    for name, _line, message, comments, context in _found():
        catalog.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return catalog


def catalogues() -> dict[Path, Catalog]:
    """The translations, brought up to date with the source, by their file."""
    template = extracted()
    result = {}
    for catalog in sorted({locale.catalog for locale in LOCALES if locale.catalog}):
        path = LOCALE / catalog / "LC_MESSAGES" / "messages.po"
        if path.exists():
            with path.open("rb") as stream:
                catalogue = read_po(stream, locale=catalog)
            catalogue.update(template, no_fuzzy_matching=True)
            catalogue.creation_date = BEGUN
            catalogue.obsolete.clear()
        else:
            catalogue = Catalog(locale=catalog, project="SBCP", creation_date=BEGUN)
            catalogue.update(template, no_fuzzy_matching=True)
        result[path] = catalogue
    return result


def faults(path: Path, catalog: Catalog) -> list[str]:
    """What is missing or wrong in a translation."""
    problems = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not all(strings):
            problems.append(f"{path.parent.parent.name}: not translated: {message.id!r}")
        problems += [
            f"{path.parent.parent.name}: {error}: {message.id!r}" for error in message.check(catalog)
        ]
    return problems


def main(arguments: list[str]) -> int:
    template = written(extracted())
    if "--check" not in arguments:
        LOCALE.mkdir(exist_ok=True)
        TEMPLATE.write_bytes(template)
        for path, catalog in catalogues().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalog))
    wrong = [fault for path, catalog in catalogues().items() for fault in faults(path, catalog)]
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != template:
        wrong.insert(0, "locale/messages.pot is not up to date: run `make messages`")
    for fault in wrong[:20]:
        print(fault, file=sys.stderr)  # noqa: T201
    if len(wrong) > 20:
        print(f"and {len(wrong) - 20} more", file=sys.stderr)  # noqa: T201
    return 1 if wrong and "--check" in arguments else 0


def written(catalog: Catalog) -> bytes:
    """The catalogue as a file, in the order of the alphabet, without line numbers: small diffs."""
    stream = BytesIO()
    write_po(stream, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return stream.getvalue()


def _found() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    for room in ROOMS:
        yield from extract_from_dir(
            TEMPLATES.parent / room, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
    yield from extract_from_dir(
        TEMPLATES,
        [("**.html", "jinja2"), ("**.txt", "jinja2")],
        {
            pattern: {"trimmed": "true", "encoding": "utf-8", "silent": "false", "trim_blocks": "true"}
            for pattern in ("**.html", "**.txt")
        },
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
