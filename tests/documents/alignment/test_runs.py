"""A provision cut into points, or points drawn together, is seen as a whole."""

from pathlib import Path

import pytest

from documents.alignment import CERTAIN, Link, match
from documents.formats import read_file
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"

# What introduces the points, the points, what joins them in one sentence, and two other provisions.
PROVISIONS = {
    "en": (
        "The member shall",
        [
            "keep a register of its projects",
            "publish a report each year",
            "tell the secretariat of every change of its seat",
            "pay the fee before the end of March",
            "take part in the meetings of the assembly",
            "protect the confidential data of other members",
        ],
        ", shall ",
        ["The decision may be appealed within 30 days.", "Members elect a chair for two years."],
    ),
    "sr": (
        "Члан је дужан да",
        [
            "води регистар својих пројеката",
            "објављује извештај сваке године",
            "обавештава секретаријат о свакој промени седишта",
            "плаћа чланарину до краја марта",
            "учествује на седницама скупштине",
            "чува поверљиве податке других чланова",
        ],
        ", да ",
        ["Одлука се може побијати у року од 30 дана.", "Чланови бирају председника на две године."],
    ),
    "tr": (
        "Üye",
        [
            "projelerinin sicilini tutar",
            "her yıl bir rapor yayımlar",
            "merkezindeki her değişikliği sekreteryaya bildirir",
            "aidatı mart ayının sonuna kadar öder",
            "genel kurul toplantılarına katılır",
            "diğer üyelerin gizli verilerini korur",
        ],
        ", ",
        ["Karara 30 gün içinde itiraz edilebilir.", "Üyeler iki yıl için bir başkan seçer."],
    ),
    "el": (
        "Το μέλος",
        [
            "τηρεί μητρώο των έργων του",
            "δημοσιεύει έκθεση κάθε χρόνο",
            "ενημερώνει τη γραμματεία για κάθε αλλαγή της έδρας του",
            "καταβάλλει τη συνδρομή έως το τέλος Μαρτίου",
            "συμμετέχει στις συνεδριάσεις της συνέλευσης",
            "προστατεύει τα εμπιστευτικά δεδομένα των άλλων μελών",
        ],
        ", ",
        ["Η απόφαση προσβάλλεται εντός 30 ημερών.", "Τα μέλη εκλέγουν πρόεδρο για δύο χρόνια."],
    ),
    "sq": (
        "Anëtari",
        [
            "mban regjistrin e projekteve të tij",
            "boton një raport çdo vit",
            "njofton sekretariatin për çdo ndryshim të selisë",
            "paguan kuotën para fundit të marsit",
            "merr pjesë në mbledhjet e asamblesë",
            "mbron të dhënat konfidenciale të anëtarëve të tjerë",
        ],
        ", ",
        ["Vendimi mund të ankimohet brenda 30 ditëve.", "Anëtarët zgjedhin kryetarin për dy vjet."],
    ),
}


def read(case: str, name: str) -> tuple[list[str], list[str]]:
    """The words and the kinds of the blocks of a file."""
    blocks = read_file(name, (CASES / case / name).read_bytes()).blocks
    return [plain(block.markdown) for block in blocks], [block.kind for block in blocks]


def compared(case: str) -> tuple[list[str], list[str], list[Link]]:
    (old, old_kinds), (new, new_kinds) = read(case, "old.md"), read(case, "new.md")
    return old, new, match(old, new, old_kinds, new_kinds)


def ends(links: list[Link], kind: str) -> set[tuple[int | None, int | None]]:
    return {(link.old, link.new) for link in links if link.kind == kind}


def provision(language: str, points: int, mark: str) -> tuple[str, list[str]]:
    """A provision in one sentence, and the same in points after what introduces them."""
    opening, each, joint, _ = PROVISIONS[language]
    each = each[:points]
    numbers = [mark.format("abcdef"[k], k + 1) for k in range(points)]
    parts = [f"{number}{text};" for number, text in zip(numbers, each, strict=True)]
    return f"{opening} {joint.join(each)}.", [f"{opening}:", *parts]


def test_a_split_into_lettered_points_is_one_split_of_four_parts() -> None:
    _, _, links = compared("13-split-into-lettered-points")
    assert ends(links, "split") == {(1, 1), (1, 2), (1, 3), (1, 4)}
    assert ends(links, "unchanged") == {(0, 0)}
    assert next(link.new for link in links if link.old == 1) == 1  # what introduces the points


def test_a_split_is_seen_though_like_sentences_stand_elsewhere() -> None:
    old, new, links = compared("14-split-beside-look-alikes")
    whole = next(k for k, text in enumerate(old) if text.startswith("The member shall keep"))
    first = new.index("The member shall:")
    assert {link.new for link in links if link.old == whole} == {first, first + 1, first + 2, first + 3}
    assert {link.kind for link in links if link.old == whole} == {"split"}
    likes = [text for text in new if text.startswith(("keep a register", "publish a report"))]
    for text in likes:  # what only looks like a part is what it was
        assert (old.index(text), new.index(text)) in ends(links, "unchanged")


def test_the_same_text_in_the_other_script_is_unchanged() -> None:
    _, _, links = compared("16-serbian-in-two-scripts")
    assert ends(links, "unchanged") == {(0, 0), (1, 1), (2, 2)}
    assert min(link.confidence for link in links) >= CERTAIN


@pytest.mark.parametrize("language", PROVISIONS)
@pytest.mark.parametrize("points", range(2, 7))
@pytest.mark.parametrize("mark", ["({0}) ", "{1}. ", ""])
def test_points_are_the_parts_of_the_provision_they_were_cut_from(
    language: str, points: int, mark: str
) -> None:
    whole, parts = provision(language, points, mark)
    first, last = PROVISIONS[language][3]
    split = match([first, whole, last], [first, *parts, last])
    assert ends(split, "split") == {(1, 1 + k) for k in range(points + 1)}
    merged = match([first, *parts, last], [first, whole, last])
    assert ends(merged, "merged") == {(1 + k, 1) for k in range(points + 1)}


@pytest.mark.parametrize("language", PROVISIONS)
@pytest.mark.parametrize("points", range(2, 7))
@pytest.mark.parametrize("new_look_alikes", [False, True])
def test_look_alikes_elsewhere_are_no_parts(language: str, points: int, new_look_alikes: bool) -> None:
    whole, parts = provision(language, points, "({0}) ")
    first, last = PROVISIONS[language][3]
    likes = [
        f"{text} ({other[:-1].lower()});"
        for text, other in zip(PROVISIONS[language][1][:2], (first, last), strict=True)
    ]
    head = [] if new_look_alikes else likes
    links = match([*head, first, whole, last], [*likes, first, *parts, last])
    place, start = len(head) + 1, len(likes) + 1
    sure = {link.new for link in links if link.old == place and link.confidence >= CERTAIN}
    assert sure == {start + k for k in range(points + 1)}
    if not new_look_alikes:
        assert ends(links, "unchanged") >= {(0, 0), (1, 1)}


def test_a_part_that_changed_places_and_one_that_was_put_in_leave_the_split_seen() -> None:
    whole, parts = provision("en", 4, "({0}) ")
    first, last = PROVISIONS["en"][3]
    swapped = [*parts[:2], parts[3], parts[2], parts[4]]
    links = match([first, whole, last], [first, *swapped, last])
    assert ends(links, "split") == {(1, 1 + k) for k in range(5)}
    more = [*parts[:3], "(x) elect a deputy from another country;", *parts[3:]]
    links = match([first, whole, last], [first, *more, last])
    assert ends(links, "split") == {(1, 1), (1, 2), (1, 3), (1, 5), (1, 6)}
    assert ends(links, "added") == {(None, 4)}


def test_other_points_in_the_place_of_a_provision_are_not_surely_its_parts() -> None:
    whole, _ = provision("en", 3, "({0}) ")
    first, last = PROVISIONS["en"][3]
    other = [
        "The secretariat shall:",
        "(a) keep a list of contracts in force;",
        "(b) publish a budget for the coming season;",
        "(c) tell the press of the results of a vote.",
    ]
    links = match([first, whole, last], [first, *other, last])
    assert not [link for link in links if link.old == 1 and link.new and link.confidence >= CERTAIN]


def test_half_a_text_in_the_other_script_keeps_every_paragraph_in_its_place() -> None:
    old = ["Чланарина", "Чланови плаћају годишњу чланарину до 31. марта.", "Гост може да слуша.", "Жалба"]
    new = ["Чланарина", "Članovi plaćaju godišnju članarinu do 31. marta.", "Gost može da sluša.", "Žalbe"]
    links = match(old, new)
    assert [(link.old, link.new) for link in links] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert [link.kind for link in links] == ["unchanged", "unchanged", "unchanged", "edited"]
