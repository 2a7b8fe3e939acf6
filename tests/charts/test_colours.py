"""The colours of charts can be told apart and read, in light and in dark."""

import re
from functools import cache

import pytest

from sbcp.paths import STATIC


@cache
def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme, by name, as six digits."""
    source = (STATIC / "styles" / "_tokens.scss").read_text("utf-8")
    [body] = re.findall(r"@mixin " + scheme + r" \{(.*?)\n\}", source, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", body))
    return {
        name: value if len(value) == 6 else "".join(2 * each for each in value)
        for name, value in colours.items()
    }


def light(colour: str) -> float:
    """The relative luminance, as WCAG has it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((light(first), light(second)))
    return (lighter + 0.05) / (darker + 0.05)


# What is read on what: 4.5 to 1.
READ = [
    ("on-step-4", "step-4"),
    ("on-step-3", "step-3"),
    ("on-step-2", "step-2"),
    ("on-step-1", "paper"),
    ("on-step-1", "surface"),
    ("on-step-1", "sunk"),
    ("del", "del-soft"),
    ("paper", "accent"),
    ("accent", "paper"),
    ("ink-soft", "paper"),
    ("brand", "paper"),
]
# The edges and bars that carry a meaning: 3 to 1.
SEEN = [
    ("step-4", "paper"),
    ("brand", "paper"),
    ("line-strong", "paper"),
    ("line-strong", "land"),
    ("accent", "paper"),
    ("del", "paper"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [*((*p, 4.5) for p in READ), *((*p, 3.0) for p in SEEN)])
def test_what_is_read_and_what_is_seen_has_contrast(scheme: str, front: str, back: str, least: float) -> None:
    assert contrast(tokens(scheme)[front], tokens(scheme)[back]) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_comments_stand_out_more(scheme: str) -> None:
    paper = tokens(scheme)["paper"]
    heats = [contrast(tokens(scheme)[f"heat-{n}"], paper) for n in range(5)]
    assert heats == sorted(heats)
    assert heats[0] < 1.6
    assert heats[4] > 4.5
