"""Write the inventory into docs/personal-data.md. For developers."""

from pathlib import Path

from sbcp.personal.writing import with_inventory

DOCUMENT = Path(__file__).parents[2] / "docs" / "personal-data.md"

if __name__ == "__main__":
    DOCUMENT.write_text(with_inventory(DOCUMENT.read_text("utf-8")), "utf-8")
