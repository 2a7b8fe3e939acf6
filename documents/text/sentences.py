"""Plain text to sentences, by rule, for the languages of the region and English.

A sentence ends at ``. ! ? … ;`` (the last only in Greek) with its closing quotes, if a space and
something that can begin a sentence follow, and what stands before the full stop is not an
abbreviation, an initial or an ordinal number. Where a rule could go either way the text stays
together: a quote of two sentences is better than half a sentence.
"""

import re

#: Shortened words followed by more of the same sentence. Compared without case.
_ABBREVIATIONS = frozenset(
    """
    approx ca cf dr e.g gen hon i.e incl inc ltd messrs mr mrs ms prof rev st vs viz
    akad č dipl doc god inž ing itsl kand mag mr npr npr odn oz resp sc tj tzn tzv ul uklj ur vlč zak
    акад бул вж вкл г гг год дипл доц доп др ж.к изм инж мр напр нпр обн одн пл пр проф ред св см
    срв тзв т.е т.н т.нар
    тј ул
    αριθ.πρωτ βλ δηλ δρ κ κα κ.κ καθ λ.χ μ.χ ν ν.δ π.δ π.χ πρβλ τηλ
    bd d-l d-na dl ex m.of o.u.g str.g
    av bkz bşk cad doç mah öğr örn sn sok vb yrd
    p.sh rr shk znj zt z
    """.split()  # noqa: SIM905
)
#: Shortened words before a number: «Art. 5», «чл. 3», «παρ. 2»; elsewhere they may end a sentence.
_BEFORE_NUMBERS = frozenset(
    """
    art arts ch chap fig no nos nr p par para paras pp pt sec secs sect vol
    al br čl gl odj odl odst ods pogl pril sl st str t tač tč toč tel fax
    ал бр гл дв одл поглавље прил разд сл ст стр т тач тел точ чл
    αρ αρθ αριθ άρθ εδ παρ περ σελ στοιχ υποπαρ
    alin cap lit pct md mad prg pika nj
    """.split()  # noqa: SIM905
)
# Possessive and anchored to the first mark of a run, so that the time stays linear.
_END = re.compile(
    r"(?<![.!?…;\u037e])([.!?…;\u037e]++)([\"'“”»«’‘)\]]*+)(\s++)"
    r"(?=[\"'“„”»«’‘(\[]*+[^\W_]|[\"'“„«‘(\[]|[-–—§•])"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«‘–—]+$")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_OPENING = re.compile(r"[\"'“„”»«’‘(\[]*(.)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` in order, each with the space after it; joined they are ``text`` again."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        pieces += _of_line(line)
    return _join_blank(pieces)


def _of_line(line: str) -> list[str]:
    greek = _GREEK.search(line) is not None
    parts: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if _ends(line, start, end, greek):
            parts.append(line[start : end.end()])
            start = end.end()
    return [*parts, line[start:]] if line[start:] else parts


def _ends(line: str, start: int, end: re.Match[str], greek: bool) -> bool:
    opening = _OPENING.match(line, end.end())
    following = opening[1] if opening else ""
    marks = end[1]
    if set(marks) <= {";", "\u037e"}:
        return greek and not following.islower()
    if following.islower():
        return False
    if marks != ".":
        return not (marks.startswith((".", "…")) and following.isdigit())
    return not _is_abbreviated(line[max(start, end.start() - 40) : end.start()], following)


def _is_abbreviated(before: str, following: str) -> bool:
    """Does the full stop after ``before`` belong to a shortened word or an ordinal number?"""
    last_word = _LAST_WORD.search(before)
    word = last_word[0] if last_word else ""
    if word.casefold() in _ABBREVIATIONS:
        return True
    if word.casefold() in _BEFORE_NUMBERS and following in "0123456789IVXLC":
        return True
    if len(word) == 1 and word.isalpha():
        return True  # an initial
    if re.fullmatch(r"(?:\w\.)+\w", word):
        return True  # d.o.o., Ν.Δ., e.g.
    # «15. septembra», «5. Члан», «1. Text», «XIV. vek»
    if re.fullmatch(r"\d{1,3}(?:\.\d+)*|[IVXLC]+", word):
        return len(before) == len(word) or following.isdigit() or len(word) < 3
    return False


def _join_blank(parts: list[str]) -> list[str]:
    """Lines without a word belong to the sentence before them."""
    joined: list[str] = []
    for part in parts:
        if joined and not (part.strip() and joined[-1].strip()):
            joined[-1] += part
        else:
            joined.append(part)
    return joined
