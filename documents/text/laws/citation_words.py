"""The words with which each language cites a paragraph.

How each language cites was read in laws and in works on them: Croatian «članak 38. stavak 2. točka a)»,
Serbian «став 2 тачка 3)», Macedonian «член 21 став 2 точка 2», Bulgarian «чл. 1, ал. 5, т. 2», Romanian
«art. 2 alin. (2) lit. a)», Greek «άρθρο 21 παράγραφος 2 στοιχείο γ)», Slovene «3. točka 2. odstavka 15.
člena», Albanian «neni 65 (1)» (laws of Kosovo). Turkish laws inflect the words («5. maddesinin 2.
fıkrasının (a) bendi»); here they stand uninflected. Bosnian and Montenegrin follow Croatian and Serbian.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """The words of a language: each says one part of a citation, ``{}`` being its number.

    own: the words of articles that are its own, folded. counted: for a paragraph without a number. further:
    for one inside a numbered paragraph or an item. again: for a number that the text has twice.
    of: from the inner to the outer part, as Slovene has it: article and paragraph in the genitive.
    items_are_paragraphs: are the numbered items right below an article its paragraphs?
    """

    own: str
    article: str
    section: str
    paragraph: str
    counted: str
    further: str
    point: str
    letter: str
    note: str
    heading: str
    again: str
    of: tuple[str, str] | None = None
    items_are_paragraphs: bool = False


ENGLISH = Words(
    "article art",
    "",  # as it is written: «Article 3», «Art. 3»
    "section {}",
    "({})",
    ", paragraph {}",
    ", subparagraph {}",
    "({})",
    "({})",
    "note {}",
    "heading {}",
    " ({})",
)
_SERBIAN = Words(
    "члан чл clan cl",
    "члан {}",
    "одељак {}",
    " став {}",
    " став {}",
    " подстав {}",
    " тачка {})",
    " тачка {})",
    "напомена {}",
    "наслов {}",
    " ({}. пут)",
)
_SERBIAN_LATIN = Words(
    "clan cl",
    "član {}",
    "odeljak {}",
    " stav {}",
    " stav {}",
    " podstav {}",
    " tačka {})",
    " tačka {})",
    "napomena {}",
    "naslov {}",
    " ({}. put)",
)
TABLE = {
    "en": ENGLISH,
    "sr": _SERBIAN,
    "sr-Latn": _SERBIAN_LATIN,
    "cnr": _SERBIAN_LATIN._replace(section="odjeljak {}"),
    "bs": _SERBIAN_LATIN._replace(
        article="član {}.",
        section="odjeljak {}.",
        paragraph=" stav ({})",
        counted=" stav {}.",
        further=" podstav {}.",
        note="bilješka {}",
    ),
    "hr": Words(
        "clanak cl",
        "članak {}.",
        "odjeljak {}.",
        " stavak {}.",
        " stavak {}.",
        " podstavak {}.",
        " točka {}.",
        " točka {})",
        "bilješka {}",
        "naslov {}",
        " ({}. put)",
    ),
    "mk": Words(
        "член чл",
        "член {}",
        "дел {}",
        " став {}",
        " став {}",
        " потстав {}",
        " точка {}",
        " точка {})",
        "забелешка {}",
        "наслов {}",
        " ({}. пат)",
    ),
    "bg": Words(
        "член чл",
        "чл. {}",
        "раздел {}",
        ", ал. {}",
        ", ал. {}",
        ", абзац {}",
        ", т. {}",
        ", б. „{}“",
        "бележка {}",
        "заглавие {}",
        " (за {}. път)",
    ),
    "sq": Words(
        "neni",
        "neni {}",
        "seksioni {}",
        " ({})",
        " ({})",
        " nënparagrafi {}",
        " ({})",
        " ({})",
        "shënimi {}",
        "titulli {}",
        " (herën e {}-të)",
    ),
    "el": Words(
        "αρθρο",
        "άρθρο {}",
        "ενότητα {}",
        " παράγραφος {}",
        " παράγραφος {}",
        " εδάφιο {}",
        " σημείο {})",
        " στοιχείο {})",
        "σημείωση {}",
        "τίτλος {}",
        " ({}η φορά)",
        items_are_paragraphs=True,
    ),
    "ro": Words(
        "articolul articol art",
        "art. {}",
        "secțiunea {}",
        " alin. ({})",
        " alin. ({})",
        " paragraful {}",
        " pct. {}",
        " lit. {})",
        "nota {}",
        "titlul {}",
        " (a {}-a oară)",
    ),
    "sl": Words(
        "clen cl",
        "{}. člen",
        "razdelek {}",
        "{}. odstavek",
        "{}. odstavek",
        "{}. pododstavek",
        "{}. točka",
        "točka {}",
        "opomba {}",
        "naslov {}",
        " ({}. pojavitev)",
        ("{}. člena", "{}. odstavka"),
    ),
    "tr": Words(
        "madde",
        "madde {}",
        "bölüm {}",
        ", fıkra {}",
        ", fıkra {}",
        ", alt paragraf {}",
        ", bent ({})",
        ", bent ({})",
        "not {}",
        "başlık {}",
        " ({}. kez)",
    ),
}
