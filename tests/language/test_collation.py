"""Lists of names stand in the order of the alphabet of their language."""

import random

import pytest

from core.writing.alphabets import ALPHABETS
from members.models import Participant
from sbcp.language import collation, country_choices, locales

IN_ORDER = {
    "sr-Latn": "Centralnoafrička Republika, Čad, Češka, Čile, Ćićevac, Danska, Džibuti, Đibuti, Egipat, "
    "Luksemburg, Ljubljana, Nigerija, Njemačka, Quito, Rusija, Surinam, Svazilend, Španija, "
    "Šri Lanka, Švajcarska, Wales, Zambija, Žabljak",
    "hr": "Cipar, Čad, Ćuk, Dominika, Džibuti, Đakovo, Lihtenštajn, Ljubuški, Norveška, Njemačka, "
    "Sudan, Španjolska",
    "bs": "Crna Gora, Čapljina, Ćafa, Dvor, Džep, Đurđevik, Sarajevo, Šipovo, Zenica, Žepče",
    "sl": "Ceuta, Čad, Danska, Džibuti, Poljska, Slovenija, Španija, Zambija, Železniki",
    "sq": "Cek, Çad, Dubai, Dhërmi, Egjipt, Ëndërr, Guinea, Gjermani, Libi, Llapi, Norvegji, Njitra, "
    "Suedi, Shqipëri, Tetovë, Theth, Ukrainë, Xixë, Xhamajka, Zambia, Zhaba",
    "ro": "Ab, Az, Ăb, Âb, Insule, Iz, Îl, Suedia, Șad, Turcia, Țara, Ungaria",
    "tr": "Cibuti, Çad, Gana, Ğ, Hırvatistan, Irak, Izgara, İran, İtalya, Oman, Özbekistan, Suriye, "
    "Şili, Uganda, Ürdün",
    "sr-Cyrl": "Венецуела, Грчка, Данска, Ђаковица, Естонија, Исланд, Јапан, Луксембург, Љиг, Нигер, "
    "Њујорк, Турска, Ћуприја, Чад, Џибути, Шпанија, Wales",
    "mk": "Гана, Ѓорче, Еквадор, Зимбабве, Ѕвезда, Италија, Јапонија, Турција, Ќосе, Уганда, Џибути, Шпанија",
    "bg": "Замбия, Италия, Йемен, Канада, Щип, Юта, Ямайка",
    "el": "Άγιος, Αίγυπτος, Βέλγιο, Ισπανία, Ψαρά, Ώα, Ωμάν",
    "en": "10, Åland, Albania, Costa Rica, Côte d’Ivoire, Czechia, Österreich, Poland, US",
}


@pytest.mark.parametrize(("language", "names"), IN_ORDER.items())
def test_names_stand_in_the_order_of_the_alphabet(language: str, names: str) -> None:
    ordered = names.split(", ")
    mixed = random.Random(7).sample(ordered, len(ordered))
    assert sorted(mixed, key=lambda name: collation.key(name, language)) == ordered


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_alphabet_is_in_its_own_order(language: str) -> None:
    letters = ALPHABETS[language].split()
    assert sorted(set(letters), key=lambda name: collation.key(name, language)) == letters


def test_letters_count_before_what_stands_on_them_and_both_before_case() -> None:
    names = ["resume", "Resume", "resumé", "Résumé", "resumes"]
    assert sorted(set(names), key=lambda name: collation.key(name, "en")) == names


@pytest.mark.parametrize("code", locales.BY_CODE)
def test_countries_are_offered_in_the_order_of_the_page(code: str) -> None:
    nobody: list[Participant] = []
    with locales.speaking(locales.BY_CODE[code]):
        names = [name for _code, name in country_choices.choices(nobody)][len(country_choices.REGION) :]
        assert names == sorted(names, key=collation.key)
    if code == "sr-Latn":
        for one, two in (("Centralnoafrička Republika", "Čad"), ("Čad", "Češka"), ("Češka", "Čile")):
            assert names.index(one) < names.index(two)
        last, first = (names.index(name) for name in ("Svazilend", "Španija"))
        assert last < first < names.index("Šri Lanka") < names.index("Švajcarska") < names.index("Švedska")
