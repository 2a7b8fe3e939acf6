"""What is offered first to a person who looks for a paragraph: the one with most of its words."""

from documents.imports.nearest import Closest

TEXTS = [
    "Clusters work together across all borders of the region.",
    "Each government names one contact point for clusters.",
    "The contact point answers every question of a cluster within thirty days.",
    "Члан 7. Свака држава именује контакт тачку за кластере.",
    "",
]


def test_the_closest_has_most_of_the_rare_words() -> None:
    closest = Closest(TEXTS)
    assert closest.to("A question to the contact point is answered in thirty days.", 1) == [2]
    assert set(closest.to("Every government has a contact point.", 2)) == {1, 2}
    assert closest.to("Clusters, working across borders.", 1) == [0]


def test_words_are_known_whatever_their_ending() -> None:
    assert Closest(TEXTS).to("Државе именују контакт тачке.", 5) == [3]


def test_nothing_is_offered_for_words_that_no_text_has() -> None:
    assert Closest(TEXTS).to("Zebra", 5) == []
    assert Closest(TEXTS).to("", 5) == []
    assert Closest([]).to("Zebra", 5) == []
