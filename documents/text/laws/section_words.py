"""The words that begin articles, chapters and annexes in the laws of the region and in English, and the
numbers that are written in words.

Spelled here as laws spell them; they are compared by `folded`, so that case and accents do not count:
``ΚΕΦΑΛΑΙΟ``, ``Kreu i Pare`` and ``GECICI MADDE`` are read too.
"""

from enum import IntEnum
from functools import lru_cache

from core.text import plain_letters


class Rank(IntEnum):
    """How big a section of a law is, the biggest first: what is of a later rank stands in it."""

    PART = 1
    CHAPTER = 2
    DIVISION = 3
    ARTICLE = 4


#: What begins a section of each rank: Bulgarian, Macedonian, Serbian, Bosnian, Montenegrin, Croatian,
#: Slovene, Albanian, Greek, Romanian, Turkish, English. An annex is as big as a part.
WORDS = {
    Rank.PART: """
        Част Дял Дел Део Дио Књига Наслов Прилог Приложение Анекс Deo Dio Del Knjiga Naslov Prilog
        Priloga Aneks Pjesa Libri Titulli Shtojca Aneksi Μέρος Βιβλίο Τίτλος Παράρτημα Προσάρτημα
        Partea Cartea Titlul Anexa Kısım Kitap Ek Part Book Title Annex Appendix Schedule
    """,
    Rank.CHAPTER: """
        Глава Поглавље Поглавје Glava Poglavlje Poglavje Kreu Kapitulli Κεφάλαιο Capitolul Bölüm
        Chapter
    """,
    Rank.DIVISION: """
        Раздел Оддел Одељак Одјељак Odeljak Odjeljak Oddelek Seksioni Nënkreu Ενότητα Τμήμα
        Secțiunea Ayırım
    """,
    Rank.ARTICLE: """
        Член Чл Члан Чланак Точка Тачка Мера Мерка Мјера Цел Циљ Član Članak Čl Člen Točka Tačka
        Mjera Mera Cilj Ukrep Neni Άρθρο Μέτρο Στόχος Articolul Articol Madde Article Art Section
        Sec Clause Recital Goal Objective Measure Pillar
    """,
}
#: Those of them that laws cut short: a stop after them is no end of a sentence.
SHORT = "Чл Čl Art Sec"
#: What stands before the word in laws of Turkey: an article added, for a time, or counted twice.
BEFORE_MADDE = "Ek Geçici Mükerrer"

_ONES = {
    "bg mk sr": """
        прв първ втор друг трет трећ четврт четвърт пет петт шест шестт седм осм девет деветт десет
        десетт единадесет единаест единаесетт једанаест дванадесет дванаест дванаесетт тринадесет
        тринаест тринаесетт четиринадесет четрнаест четиринаесетт петнадесет петнаест петнаесетт
        шестнадесет шеснаест шеснаесетт седемнадесет седамнаест седумнаесетт осемнадесет осамнаест
        осумнаесетт деветнадесет деветнаест деветнаесетт двадесет двадесетт тридесет триесетт
    """,
    "hr sl": """
        prv drug treć tretj četvrt četrt pet šest sedm osm devet deset jedanaest enajst dvanaest
        dvanajst trinaest trinajst četrnaest štirinajst petnaest petnajst šesnaest šestnajst
        sedamnaest sedemnajst osamnaest osemnajst devetnaest devetnajst dvadeset dvajset trideset
    """,
    "el": """
        πρώτ δεύτερ τρίτ τέταρτ πέμπτ έκτ έβδομ όγδο ένατ δέκατ ενδέκατ δωδέκατ εικοστ
    """,
}
_ENDINGS = {"bg mk sr": "и|а|о|е|", "hr sl": "i|a|o|e", "el": "ο|η|ος|α"}
_WHOLE = """
        birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu yirminci
        otuzuncu onbirinci onikinci onüçüncü ondördüncü onbeşinci onaltıncı onyedinci onsekizinci
        ondokuzuncu parë dytë tretë katërt pestë gjashtë shtatë tetë nëntë dhjetë njëmbëdhjetë
        dymbëdhjetë trembëdhjetë katërmbëdhjetë pesëmbëdhjetë gjashtëmbëdhjetë shtatëmbëdhjetë
        tetëmbëdhjetë nëntëmbëdhjetë njëzetë întâi întîi doua treia patra cincea șasea șaptea opta
        noua zecea unsprezecea doisprezecea treisprezecea paisprezecea cincisprezecea șaisprezecea
        șaptesprezecea optsprezecea nouăsprezecea douăzecea one two three four five six seven eight
        nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    """
#: Small words inside a number in words: «i parë», «a doua», «двадесет и прва», «on birinci».
_JOINING = """
        i e al a și и on yirmi двадесет тридесет dvadeset trideset δέκατο εικοστό
    """


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A word without case and accents."""
    return plain_letters(word).replace("ı", "i").replace("đ", "d")


def _set(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


RANKS = {folded(word): rank for rank, words in WORDS.items() for word in words.split()}
SHORT_WORDS = _set(SHORT)
FIRST_OF_TWO = _set(BEFORE_MADDE)
JOINING = _set(_JOINING)
ORDINALS = _set(_WHOLE) | {
    folded(stem + ending)
    for group, stems in _ONES.items()
    for stem in stems.split()
    for ending in _ENDINGS[group].split("|")
}
