"""The alphabets of the region, as its dictionaries and its lists count: CLDR, main exemplar characters in the
order of its collation. Letters are written small; some are written with two or three signs."""

_GAJ = "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž"

#: By BCP 47 tag.
ALPHABETS = {
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "hr": _GAJ,
    "bs": _GAJ,
    "sr-Latn": _GAJ,
    "cnr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š ś t u v z ž ź",
    "sl": "a b c č d e f g h i j k l m n o p r s š t u v z ž",
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "sr-Cyrl": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
    "mk": "а б в г д ѓ е ж з ѕ и ј к л љ м н њ о п р с т ќ у ф х ц ч џ ш",
    "bg": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
    "el": "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω",
}
#: Vuk's order in Latin letters, by which Serbian laws count where they are printed in those.
AZBUKA_IN_LATIN = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
