"""The table: for people as Markdown, for programs as JSON."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.beside import load
from benchmarks.beside.pairs import Row
from benchmarks.cases import growth
from benchmarks.cases.growth import Grown
from benchmarks.closing import figures
from benchmarks.closing.figures import Part

OUT = Path(__file__).with_name("out")
HEAD = (
    "| | size | database | SBCP | bare | ratio | lowest–highest | pairs "
    "| processor µs, SBCP (lowest–highest) / bare | bytes |"
)


def write(
    rows: Sequence[Row],
    grown: Sequence[Grown],
    hours: Sequence[Part],
    *,
    mode: str,
    tool: str,
    seconds: float,
    busy_before: float,
    out: Path,
) -> str:
    """Write both files into a folder; the Markdown. ``tool`` made the loads; all took so many seconds,
    and began under that load of the machine."""
    machine = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "mode": mode,
        "cores": os.cpu_count(),
        "busy": f"{busy_before:.1f} before, {os.getloadavg()[0]:.1f} after",
        "minutes": round(seconds / 60, 1),
        "python": platform.python_version(),
        "load": f"{tool}, {load.CONNECTIONS} connections",
    }
    out.mkdir(parents=True, exist_ok=True)
    results = {
        "machine": machine,
        "rows": [row.json() for row in rows],
        "growth": [row._asdict() for row in grown],
        "closing": [part.json() for part in hours],
    }
    (out / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    text = markdown(rows, grown, hours, machine)
    (out / "results.md").write_text(text)
    return text


def markdown(
    rows: Sequence[Row], grown: Sequence[Grown], hours: Sequence[Part], machine: Mapping[str, object]
) -> str:
    """The tables, their lines in the order of what is measured, with the machine above them."""
    about = ", ".join(f"{name} {value}" for name, value in machine.items())
    order = {what: place for place, what in enumerate(dict.fromkeys(row.what for row in rows))}
    lines = [_line(row) for row in sorted(rows, key=lambda row: order[row.what])]
    ratios = [HEAD, "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", *lines, ""]
    growths = [growth.markdown(grown)] if grown else []
    return "\n".join([about, "", *(ratios if rows else []), *growths, figures.markdown(hours)])


def _line(row: Row) -> str:
    spread = f"({row.ours_us_low:,.0f}–{row.ours_us_high:,.0f})"
    processor = f"{row.ours_us:,.0f} {spread} / {row.bare_us:,.0f}" if row.ours_us and row.bare_us else ""
    cells = (
        row.what,
        row.size,
        row.database,
        f"{_number(row.ours)} {row.unit}".replace(" /s", "/s"),
        f"{_number(row.bare)} {row.unit}".replace(" /s", "/s"),
        f"**{row.ratio:.2g}**",
        f"{row.low:.2g}–{row.high:.2g}",
        str(row.pairs),
        processor,
        f"{row.bytes:,}" if row.bytes else "",
    )
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
