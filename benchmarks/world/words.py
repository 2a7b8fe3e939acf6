"""A text of any length, the same on every run, made of a few words of our own."""

from random import Random

SUBJECTS = (
    "each participant",
    "the contact point",
    "a cluster",
    "the working group",
    "a regional body",
    "the secretariat",
    "every organisation",
    "a small firm",
    "the responsible ministry",
    "a research centre",
)
DEEDS = (
    "names",
    "reports",
    "reviews",
    "publishes",
    "supports",
    "finances",
    "measures",
    "compares",
    "prepares",
    "evaluates",
    "shares",
    "coordinates",
)
OBJECTS = (
    "common standards",
    "a yearly plan",
    "training for apprentices",
    "open data on exports",
    "shared workshops",
    "the list of its members",
    "the costs of a programme",
    "its needs for skills",
    "a joint supply chain",
    "the results of the year before",
    "a fund for first projects",
    "rules on fair access",
)
MANNERS = (
    "together with its neighbours",
    "within ninety days",
    "at its own expense",
    "in every language of the region",
    "before the spring session",
    "without delay",
    "where the law allows it",
    "on one public page",
    "for at least three years",
    "after hearing those concerned",
)
EVERY_HEADING = 10  # one paragraph in so many is a heading
DEPTHS = (2, 3, 3)


def sentence(random: Random) -> str:
    """One sentence of ten to twenty words."""
    parts = [random.choice(words) for words in (SUBJECTS, DEEDS, OBJECTS, MANNERS)]
    if random.random() < 0.5:
        parts += ["and", random.choice(DEEDS), random.choice(OBJECTS)]
    text = " ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def paragraph(random: Random) -> str:
    """Two to five sentences."""
    return " ".join(sentence(random) for _ in range(random.randint(2, 5)))


def text(random: Random, paragraphs: int) -> str:
    """A Markdown text with so many paragraphs, headings among them."""
    return "\n\n".join(
        f"{'#' * random.choice(DEPTHS)} {random.choice(OBJECTS).capitalize()} {number}"
        if number % EVERY_HEADING == 0
        else paragraph(random)
        for number in range(paragraphs)
    )
