"""The two scripts of Serbian and its neighbours: what differs in script alone is told from what changed."""

import pytest

from documents.text.scripts import script_alone


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        (
            "Љубљана, Њујорк, инјекција, надживети, џунгла.",
            "Ljubljana, Njujork, injekcija, nadživeti, džungla.",
        ),
        ("ЊЕГОШ и Његош", "NJEGOŠ i Njegoš"),
        ("Џеп", "ǅep"),
        ("с́екира, з́еница", "śekira, źenica"),
        ("Ѓорче и Ќире", "Ǵorče i Ḱire"),
        ("Ѓорче и Ќире", "Gjorče i Kjire"),
        ("Фонд EU и Windows", "Fond EU i Windows"),
        ("Половина текста je на latinici.", "Polovina teksta је na латиници."),
        ("[сајт](https://a.rs/да) од 1. маја", "[sajt](https://a.rs/да) od 1. maja"),
        ("нож", "nož"),
    ],
)
def test_the_same_words_in_the_other_script_differ_in_script_alone(cyrillic: str, latin: str) -> None:
    assert script_alone(cyrillic, latin)
    assert script_alone(latin, cyrillic)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Чланарина", "Чланарина"),
        ("нож", "noz"),
        ("инјекција", "ињекција"),
        ("члан 5", "član 6"),
        ("Чланови плаћају.", "Članovi ne plaćaju."),
        ("сор", "cop"),
        ("[сајт](https://a.rs/да)", "[sajt](https://a.rs/da)"),
        ("писма на а@влада.срб", "pisma na a@vlada.srb"),
        ("www.влада.срб", "www.vlada.srb"),
        ("`код`", "`kod`"),
        ("Plan", "plan"),
    ],
)
def test_a_letter_that_changed_and_an_address_are_no_matter_of_script(one: str, two: str) -> None:
    assert not script_alone(one, two)
    assert not script_alone(two, one)
