"""A comment follows its paragraph to the right place in the next version, or says that it cannot."""

from itertools import chain

import numpy as np
import pytest

from documents.alignment import CERTAIN, Link, align, match, match_sentences
from documents.alignment.features import Pairs
from documents.alignment.neighbours import Labels, renumbering
from documents.alignment.similarity import Texts

ENGLISH = [
    "Each government shall keep a public register of cluster organisations.",
    "The secretariat publishes an annual report on cross-border projects and their results.",
    "Support for small enterprises is granted for at most three years.",
    "Members of the working group declare their interests before every meeting.",
    "Evaluation follows the indicators agreed in the annex on measurement.",
]
SERBIAN = [
    "Кластер је удружење предузећа и научних установа које делују у истој области.",
    "Министарство води јавни регистар кластера и објављује га на својој интернет страници.",
    "Средства се додељују на основу јавног позива који траје најмање тридесет дана.",
    "Извештај о утрошеним средствима подноси се до краја марта наредне године.",
]
GREEK = [
    "Το υπουργείο τηρεί δημόσιο μητρώο των συνεργατικών σχηματισμών.",
    "Η χρηματοδότηση χορηγείται ύστερα από ανοικτή πρόσκληση διάρκειας τριάντα ημερών.",
    "Οι δικαιούχοι υποβάλλουν ετήσια έκθεση για τη χρήση των πόρων.",
    "Η αξιολόγηση των προτάσεων γίνεται από ανεξάρτητη επιτροπή.",
]
TURKISH = [
    "Bakanlık küme kuruluşlarının herkese açık bir sicilini tutar.",
    "Destek, en az otuz gün süren açık çağrı sonucunda verilir.",
    "Yararlanıcılar kaynakların kullanımı hakkında yıllık rapor sunar.",
    "Başvurular bağımsız bir kurul tarafından değerlendirilir.",
]


def to(links: list[Link]) -> dict[int, int | None]:
    """Where the comments of each old block go."""
    places: dict[int, int | None] = {}
    for link in links:
        if link.old is not None:
            places.setdefault(link.old, link.new)
    return places


def kinds(links: list[Link]) -> dict[tuple[int | None, int | None], str]:
    return {(link.old, link.new): link.kind for link in links}


@pytest.mark.parametrize("text", [ENGLISH, SERBIAN, GREEK, TURKISH])
def test_the_same_text_is_unchanged_and_certain(text: list[str]) -> None:
    links = match(text, text)
    assert [(link.old, link.new, link.kind) for link in links] == [
        (k, k, "unchanged") for k in range(len(text))
    ]
    assert min(link.confidence for link in links) >= CERTAIN


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (ENGLISH, 2, "Support for small and medium-sized enterprises is granted for at most five years."),
        (SERBIAN, 1, "Министарство води јавне регистре кластера и објављује их на интернет страницама."),
        (GREEK, 2, "Ο δικαιούχος υποβάλλει κάθε χρόνο ετήσια έκθεση για τη χρήση των πόρων."),
        (TURKISH, 2, "YARARLANICILAR, kaynakların kullanımına ilişkin yıllık bir rapor sunarlar."),
    ],
)
def test_an_inflected_or_reworded_paragraph_is_followed(text: list[str], place: int, words: str) -> None:
    new = [*text[:place], words, *text[place + 1 :]]
    links = match(text, new)
    assert to(links) == {k: k for k in range(len(text))}
    assert kinds(links)[place, place] == "edited"


def test_whitespace_alone_is_no_change() -> None:
    assert [
        link.kind for link in match(ENGLISH, [f" {text}\n".replace(" is ", "  is ") for text in ENGLISH])
    ] == ["unchanged"] * len(ENGLISH)


def test_a_moved_paragraph_is_followed_and_an_edit_on_the_way_is_told() -> None:
    new = [*ENGLISH[1:], ENGLISH[0]]
    assert kinds(match(ENGLISH, new))[0, 4] == "moved"
    new[-1] = "Each government shall keep an open public register of cluster organisations."
    assert kinds(match(ENGLISH, new))[0, 4] == "moved and edited"
    assert (0, 4, "moved") in align(ENGLISH, new)


def test_what_was_taken_out_is_deleted_and_what_came_is_added() -> None:
    new = [*ENGLISH[:3], "Disputes on trade marks are settled by arbitration in Sofia.", ENGLISH[4]]
    result = kinds(match(ENGLISH, new))
    assert result[3, None] == "deleted"
    assert result[None, 3] == "added"


def test_another_provision_with_the_same_opening_words_is_not_taken_for_the_deleted_one() -> None:
    old = [*ENGLISH]
    old[2] = "The competent ministry shall ensure that grants are paid within sixty days of the decision."
    new = [*ENGLISH]
    new[2] = (
        "The competent ministry shall ensure that laboratories recognise foreign diplomas of researchers."
    )
    for link in match(old, new):
        if link.old == 2:
            assert link.new is None or link.confidence < CERTAIN


def test_near_identical_boilerplate_keeps_its_order() -> None:
    old = [f"The state authority for {field} shall report to the council every year." for field in FIELDS]
    new = [text.replace("every year", "twice a year") for text in old]
    assert to(match(old, new)) == {k: k for k in range(len(old))}


def test_near_identical_boilerplate_is_told_apart_when_one_is_taken_out() -> None:
    old = [f"The state authority for {field} shall report to the council every year." for field in FIELDS]
    new = [text for k, text in enumerate(old) if k != 2]
    assert to(match(old, new)) == {0: 0, 1: 1, 2: None, 3: 2, 4: 3, 5: 4}


FIELDS = ["energy", "transport", "fisheries", "tourism", "forestry", "statistics"]


def test_a_renumbered_list_is_followed_by_its_words_not_its_numbers() -> None:
    old = [f"{k}. {text}" for k, text in enumerate(ENGLISH, 1)]
    new = ["1. New: accession is open to every state of the region."] + [
        f"{k}. {text}" for k, text in enumerate(ENGLISH, 2)
    ]
    links = match(old, new, ["item"] * 5, ["item"] * 6)
    assert to(links) == {k: k + 1 for k in range(5)}
    assert {link.kind for link in links if link.old is not None} == {"edited"}


@pytest.mark.parametrize(("heading", "body"), [("heading", "paragraph"), ("h2", "p")])
def test_a_heading_moves_with_its_section(heading: str, body: str) -> None:
    first = ["Article 1", *ENGLISH[:3]]
    second = ["Article 2", ENGLISH[3], ENGLISH[4], "Clusters may form joint ventures with universities."]
    third = [
        "Article 3",
        "This policy enters into force on the day after publication.",
        "It is reviewed after five years.",
    ]
    old = first + second + third
    new = ["Article 1", *second[1:], "Article 2", *first[1:], *third]
    types = [heading if text.startswith("Article") else body for text in old]
    new_types = [heading if text.startswith("Article") else body for text in new]
    places = to(match(old, new, types, new_types))
    assert places[0] == 4
    assert places[4] == 0
    assert places[8] == 8


def test_the_parts_of_a_split_paragraph_are_all_found() -> None:
    joined = f"{ENGLISH[1]} {ENGLISH[3]}"
    result = kinds(match([ENGLISH[0], joined, ENGLISH[4]], [ENGLISH[0], ENGLISH[1], ENGLISH[3], ENGLISH[4]]))
    assert result[1, 1] == result[1, 2] == "split"


def test_the_sources_of_a_merged_paragraph_are_all_found() -> None:
    joined = f"{ENGLISH[1]} {ENGLISH[3]}"
    result = kinds(match([ENGLISH[0], ENGLISH[1], ENGLISH[3], ENGLISH[4]], [ENGLISH[0], joined, ENGLISH[4]]))
    assert result[1, 1] == result[2, 1] == "merged"


def test_a_near_duplicate_beside_the_original_is_no_part_of_it() -> None:
    copy = ENGLISH[1].replace("annual", "monthly").replace("projects", "training")
    new = [*ENGLISH[:2], copy, *ENGLISH[2:]]
    result = kinds(match(ENGLISH, new))
    assert result[1, 1] == "unchanged"
    assert result[None, 2] == "added"


def test_a_tie_between_two_places_is_never_certain() -> None:
    text = "Reservations are notified to the depositary in writing."
    links = match([ENGLISH[0], text, ENGLISH[1]], [text, ENGLISH[0], ENGLISH[1], text])
    tied = next(link for link in links if link.old == 1)
    assert tied.new is None or tied.confidence < CERTAIN


def test_sentences_of_a_paragraph_are_followed() -> None:
    old = ["Grants are paid in euro.", "They cover at most half of the cost.", "Appeals go to the ministry."]
    new = [
        "Grants are paid in euro.",
        "Appeals go to the competent ministry.",
        "They cover at most half of all cost.",
    ]
    assert to(match_sentences(old, new)) == {0: 0, 1: 2, 2: 1}


@pytest.mark.parametrize(
    ("old", "new"), [([], []), ([], ["a"]), (["a"], []), ([""], [""]), (["…"], ["a", ""])]
)
def test_every_block_is_accounted_for(old: list[str], new: list[str]) -> None:
    links = match(old, new)
    assert {link.old for link in links} - {None} == set(range(len(old)))
    assert {link.new for link in links} - {None} == set(range(len(new)))
    assert all(0 <= link.confidence <= 1 for link in links)


def test_the_pairs_considered_grow_with_the_text_and_not_with_its_square() -> None:
    def considered(size: int) -> int:
        old = [
            f"Provision {k * 7919} on subject {k * 104729} binds party {k % 13} until year {k % 97}."
            for k in range(size)
        ]
        new = [text.replace("binds", "obliges") for text in old]
        return len(Pairs(Texts(old, new), [""] * size, [""] * size).old)

    assert considered(1600) < 5 * considered(400)
    assert considered(1600) < 20 * 1600


def test_headings_that_are_only_numbers_follow_the_renumbering() -> None:
    articles = [[f"Article {k}", text] for k, text in enumerate(ENGLISH, 1)]
    added = ["Article 3", "Accession is open to every state of the region that asks for it."]
    later = [[f"Article {k}", text] for k, text in enumerate(ENGLISH[2:], 4)]
    old, new = [*chain(*articles)], [*chain(*articles[:2], added, *later)]
    links = match(old, new, ["h3", "p"] * len(articles), ["h3", "p"] * (len(articles) + 1))
    assert to(links) == {0: 0, 1: 1, 2: 2, 3: 3, 4: 6, 5: 7, 6: 8, 7: 9, 8: 10, 9: 11}


def test_a_number_or_a_letter_that_goes_on_with_its_list_is_seen() -> None:
    nothing = np.zeros(0, np.int64)
    old, new = Labels(np.array([0, 0, 0]), np.array([1, 2, 3])), Labels(np.array([0] * 4), np.arange(1, 5))
    target = np.array([0, 2, -1])  # 1 stays, 2 becomes 3
    after_two = renumbering(old, new, target, np.array([2, 2]), np.array([3, 1]))
    assert [side.tolist() for side in after_two] == [[1.0, 0.0], [0.5, 0.5]]  # 3 is 4 now, not 2
    none = Labels(np.array([-1, -1, -1]), np.zeros(3, np.int64))
    assert renumbering(none, new, target, np.array([2]), np.array([3]))[0].tolist() == [0.5]
    assert renumbering(old, new, np.full(3, -1), nothing, nothing)[0].tolist() == []
