"""The inventory as docs/personal-data.md: ``python -m sbcp.personal`` writes the part between the marks."""

from core.personal import Holding
from sbcp.personal.inventory import HOLDINGS, WHOSE, classified

BEGIN, END = "<!-- the inventory begins -->", "<!-- the inventory ends -->"


def with_inventory(document: str) -> str:
    """The document with the inventory as it is now between the marks. ValueError without marks."""
    before, rest = document.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n{inventory()}{END}{after}"


def inventory() -> str:
    """Every holding, and every other column by table, as Markdown."""
    parts = []
    for whose, title in WHOSE.items():
        parts.append(f"\n### {title}\n")
        parts += [_holding(holding) for holding in HOLDINGS if holding.whose == whose]
    parts.append("\n### Everything else\n\nColumns that tell nothing of a person by themselves.\n\n")
    parts.append("| table | columns |\n| --- | --- |\n")
    for table, columns in sorted(classified().items()):
        impersonal = [column for column, kind in columns.items() if kind == "neither"]
        if impersonal:
            parts.append(f"| `{table}` | {_code(impersonal)} |\n")
    return "".join(parts)


def _holding(holding: Holding) -> str:
    kept = holding.kept % {"days": holding.days} if holding.days else holding.kept
    lines = [
        f"\n**{holding.what}** (table `{holding.table}`)\n",
        f"- personal: {_code(holding.columns)}",
        f"- public: {_code(holding.shown) or 'nothing'}",
        *([f"- secret, never shown: {_code(holding.secret)}"] if holding.secret else []),
        f"- why: {holding.why}",
        f"- how long: {kept}",
        f"- how it goes: {holding.leaves}",
    ]
    return "\n".join(lines) + "\n"


def _code(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
