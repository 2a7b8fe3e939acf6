"""No text makes a comparison take much longer than its length: work grows at most as n log n."""

from itertools import islice
from random import Random
from time import process_time

import pytest

from documents.alignment import match, settle
from documents.alignment.features import Pairs
from documents.alignment.similarity import Texts
from documents.imports.nearest import Closest

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()
STEPS = (1_000, 7_000, 49_000)  # characters
MOST = 2 * 7 * 2  # how much longer seven times the text may take: by the logarithm, and for a busy machine
LEAST = 0.5  # seconds that any text may take


def block(kind: str, number: int) -> str:
    random = Random(number)
    return {
        "the same": "The member shall keep a register of its projects and publish it.",
        "a letter": "abcdefghij"[number % 10],
        "nothing": "",
        "ten words": " ".join(random.choices(WORDS, k=12)),
        "look-alikes": f"The authority for field {number} shall report to the council every year.",
        "points": f"({'abcdefgh'[number % 8]}) keep a register of its {WORDS[number % 10]};",
        "cut": ("The member shall keep a list, and shall pay.", "The member shall:", "(a) keep a list;")[
            number % 3
        ],
        "letters of Serbia": "Њ" * (number % 50),
    }[kind]


def text(kind: str, size: int) -> list[str]:
    count = size // (len(block(kind, 7)) + 2)
    return [block(kind, number) for number in range(count)]


def revised(old: list[str], how: str) -> list[str]:
    if how == "shuffled":
        return Random(1).sample(old, len(old))
    if how == "joined":
        return [" ".join(old[k : k + 5]) for k in range(0, len(old), 5)]
    if how == "all in one":
        return [" ".join(old)]
    return [f"{each} also" if k % 3 else each for k, each in enumerate(old)]


KINDS = ("the same", "a letter", "nothing", "ten words", "look-alikes", "points", "cut", "letters of Serbia")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["edited", "shuffled", "joined", "all in one"])
def test_the_pairs_measured_of_a_hostile_text_are_a_few_for_each_block(kind: str, how: str) -> None:
    for size in STEPS[:2]:
        old = text(kind, size)
        new = revised(old, how)
        pairs = Pairs(Texts(old, new), [""] * len(old), [""] * len(new))
        settle(pairs)
        assert len(pairs.old) <= 60 * (len(old) + len(new)) + 200


@pytest.mark.parametrize("kind", ["the same", "a letter", "nothing", "cut", "ten words"])
@pytest.mark.parametrize("how", ["edited", "all in one"])
def test_a_hostile_text_takes_no_longer_than_its_length(kind: str, how: str) -> None:
    seconds = []
    for size in STEPS:
        old = text(kind, size)
        new = revised(old, how)
        begun = process_time()
        links = match(old, new)
        seconds.append(process_time() - begun)
        assert {link.old for link in links} - {None} == set(range(len(old)))
    assert seconds[2] <= max(LEAST, MOST * seconds[1])


def test_asking_for_the_nearest_of_equal_texts_reads_a_bounded_index() -> None:
    seconds = []
    for size in STEPS:
        texts = text("the same", size) + text("ten words", size)
        begun = process_time()
        closest = Closest(texts)
        for each in islice(texts, None, None, 3):
            assert closest.to(each, 3)
        seconds.append(process_time() - begun)
    assert seconds[2] <= max(LEAST, MOST * seconds[1])


def test_the_nearest_is_found_in_the_other_script_of_serbian() -> None:
    texts = ["Members elect a chair.", "Чланови плаћају годишњу чланарину.", "Гост може да слуша."]
    assert Closest(texts).to("Članovi plaćaju članarinu do marta.", 1) == [1]
