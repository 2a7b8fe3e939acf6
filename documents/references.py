"""References to paragraphs of the same text: links by pid, ``[Article 3.2](#p-12)``, whose words say what the
paragraph is called today. Pure.

When paragraphs are called otherwise, the words that named one follow: its label, or the label as the law's
language cites it. All else stays byte for byte, and so do words that say anything else, or say it more than
once: a reference is changed only where there is no doubt.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from documents.formats.inline import escape_marks
from documents.text.blocks import Block
from documents.text.citations import cite
from documents.text.dialect import block_parser, footnote_label
from documents.text.laws.own_numbers import head_numbers
from documents.text.numbering import LabelsStyle, labels
from documents.text.sections import section_at

#: The operation of a saved change by which references followed another one.
FOLLOW = "follow"
SIGN = "](#p-"  # a text without it has no reference
HEAD = 60  # characters of a paragraph or an item in which its number stands
LINE = 800  # and of one that begins an article, with what is read to know that it does

#: How a text may call a paragraph, the label first.
Names = tuple[str, ...]
Text = Mapping[int, Block]  # by pid, in order

_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)  # what is escaped is none
_TARGET = re.compile(r"\(#p-(\d{1,9})(?=[ )])")
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
# A label is whole: no number goes on before it or after it, as 3.2 does in 13.2, 3.2.1, 3.2(a) and 3.2 ¶4.
_BEGINS = re.compile(r"(?<![\w¶)])(?<!\w[.\-–/])")
_COUNT_BEGINS = re.compile(r"(?<![\w)] )")  # of one that is counted in its section: ¶4
_ENDS = re.compile(
    r"(?![\w¶(])(?![.\-–/]\w)(?! ¶)(?! heading \d)(?! \((?:second|third|fourth|fifth|sixth|seventh|eighth"
    r"|ninth|tenth|\d{1,4}(?:st|nd|rd|th))\))"
)


class Reference(NamedTuple):
    """A reference. ``start`` and ``end``: where its words stand in the Markdown. ``pid``: where it leads."""

    start: int
    end: int
    pid: int


class Dangling(NamedTuple):
    """A reference of the paragraph ``pid`` that leads to one that is not in the text."""

    pid: int
    target: int
    words: str


def references(markdown: str) -> Iterator[Reference]:
    """What looks like a reference in the Markdown of a paragraph, in order; in code it is none. Where one
    stands in another the inner is it."""
    opened: list[int] = []
    last = 0
    for bracket in _BRACKET.finditer(markdown):
        if bracket[0] == "[":
            opened.append(bracket.end())
        elif bracket[0] == "]" and opened:
            start, target = opened.pop(), _TARGET.match(markdown, bracket.end())
            if target and start >= last:
                last = bracket.end()
                yield Reference(start, bracket.start(), int(target[1]))


def followed(before: Text, after: Text, style: LabelsStyle, language: str) -> dict[int, str]:
    """The new Markdown of those paragraphs of a text whose references are to follow, by pid. ``before``: the
    text before it was changed; ``style`` and ``language``: of its labels."""
    referring = {pid: block for pid, block in after.items() if SIGN in block.markdown}
    targets = {each.pid for block in referring.values() for each in references(block.markdown)}
    targets &= before.keys() & after.keys()
    if not targets or not may_rename(before, after):
        return {}
    was, now = (names(text, targets, style, language) for text in (before, after))
    result = {pid: follow(block.markdown, was, now) for pid, block in referring.items()}
    return {pid: markdown for pid, markdown in result.items() if markdown != referring[pid].markdown}


def names(text: Text, pids: Collection[int], style: LabelsStyle, language: str) -> dict[int, Names]:
    """How these paragraphs of a text are called; without one that has no label."""
    called: dict[int, Names] = {}
    for (pid, block), label in zip(text.items(), labels(list(text.values()), style), strict=True):
        if pid in pids and label:
            cited = name_of(label, block, language)
            called[pid] = (label, cited, cited[:1].upper() + cited[1:])
    return called


def name_of(label: str, block: Block, language: str) -> str:
    """How a sentence of the text itself calls a paragraph."""
    return cite(label, language, 0 if block.kind == "heading" else block.level)


def may_rename(before: Text, after: Text) -> bool:
    """Could a paragraph be called otherwise than before? Most changes are of words that no label rests on,
    and computing the labels takes time."""
    if list(before) != list(after):
        return True
    return any(_may_rename(old, after[pid]) for pid, old in before.items() if old != after[pid])


def _may_rename(old: Block, new: Block) -> bool:
    if (old.kind, old.level) != (new.kind, new.level) or old.kind == "heading":
        return True
    if _NOTE.findall(old.markdown) != _NOTE.findall(new.markdown):
        return True
    if old.kind == "footnote":
        return footnote_label(old) != footnote_label(new)
    if old.kind == "item":
        ends = {block.markdown.rstrip().endswith(":") for block in (old, new)}
        return old.markdown[:HEAD] != new.markdown[:HEAD] or len(ends) > 1
    if old.kind != "paragraph":
        return False
    if any(block.markdown.startswith(("**", "__")) for block in (old, new)):
        return True  # it may be the title of an article
    if not head_numbers(old) and not head_numbers(new):
        return False
    read = LINE if section_at(old.markdown) or section_at(new.markdown) else HEAD
    return old.markdown[:read] != new.markdown[:read]


def follow(markdown: str, before: Mapping[int, Names], after: Mapping[int, Names]) -> str:
    """The Markdown of a paragraph, its references saying the names ``after`` where they said those
    ``before``, each by the pid of its target."""
    steps = [
        (each, words)
        for each in (references(markdown) if SIGN in markdown else ())
        if each.pid in before
        and each.pid in after
        and before[each.pid] != after[each.pid]
        and (words := _renamed(markdown[each.start : each.end], before[each.pid], after[each.pid]))
        != markdown[each.start : each.end]
    ]
    changed = _with(markdown, steps)
    if not steps or _only_words(markdown, changed, {each.pid for each, _words in steps}):
        return changed
    for step in reversed(steps):  # one of them is in code: each by itself
        changed = _with(markdown, [step])
        if _only_words(markdown, changed, {step[0].pid}):
            markdown = changed
    return markdown


def _with(markdown: str, steps: Sequence[tuple[Reference, str]]) -> str:
    """The Markdown with other words of some references, which stand in order."""
    for each, words in reversed(steps):
        markdown = markdown[: each.start] + words + markdown[each.end :]
    return markdown


def _renamed(words: str, was: Names, now: Names) -> str:
    """The words of a reference with another name; as they are if they say today's already, or do not say the
    old one once and no more."""
    written_was, written_now = ([escape_marks(name) for name in each] for each in (was, now))
    known = sorted({*written_was, *written_now}, key=lambda name: (-len(name), name))
    named = _said(words, known)
    if len(named) != 1 or named[0][1] in written_now:
        return words
    [(start, old)] = named
    name = written_now[written_was.index(old)]
    changed = words[:start] + name + words[start + len(old) :]
    return changed if _said(changed, known) == [(start, name)] else words


def _said(words: str, names: Sequence[str]) -> list[tuple[int, str]]:
    """Where which of these names stand whole; of several in one place the first."""
    standing = []
    at = 0
    while at < len(words):
        name = next((name for name in names if words.startswith(name, at) and _is_whole(words, at, name)), "")
        if name:
            standing.append((at, name))
        at += len(name) or 1
    return standing


def _is_whole(words: str, at: int, name: str) -> bool:
    if name.startswith(("¶", "heading ")) and not _COUNT_BEGINS.match(words, at):
        return False
    return bool(_BEGINS.match(words, at) and _ENDS.match(words, at + len(name)))


def _only_words(markdown: str, changed: str, pids: Collection[int]) -> bool:
    """Are words of references to these paragraphs all that is read otherwise? What only looks like one, in
    code, is not."""
    old, new = _read(markdown), _read(changed)
    if len(old) != len(new):
        return False
    differing = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
    places = [("words", f"#p-{pid}") for pid in pids]
    return bool(differing) and all(piece[:2] in places for pair in differing for piece in pair)


def _read(markdown: str) -> list[tuple[object, ...]]:
    """What is read: the words in a line, piece by piece, with the address of the link they are in, and all
    that is not words."""
    read: list[tuple[object, ...]] = []
    for token in block_parser(True).parse(markdown):
        read.append((token.type, token.tag, token.markup, "" if token.children else token.content))
        href = ""
        for child in token.children or ():
            if child.type == "link_open":
                href = str(child.attrs.get("href", ""))
            if child.type in ("text", "text_special"):
                last = read[-1]
                if last[:2] == ("words", href):
                    read[-1] = ("words", href, f"{last[2]}{child.content}")
                else:
                    read.append(("words", href, child.content))
                continue
            read.append((child.type, child.tag, child.markup, child.content, str(child.attrs)))
            if child.type == "link_close":
                href = ""
    return read


def dangling(text: Text) -> list[Dangling]:
    """The references of a text that lead to a paragraph which is not in it, in order."""
    lost = []
    for pid, block in text.items():
        if SIGN not in block.markdown:
            continue
        addresses = {piece[1] for piece in _read(block.markdown) if piece[0] == "words"}
        for each in references(block.markdown):
            if each.pid not in text and f"#p-{each.pid}" in addresses:
                lost.append(Dangling(pid, each.pid, block.markdown[each.start : each.end]))
    return lost


def without_names(markdown: str) -> str:
    """The Markdown of a paragraph in which a reference counts by where it leads, not by what that is called
    at the moment."""
    pieces, last = [], 0
    for each in references(markdown) if SIGN in markdown else ():
        pieces += [markdown[last : each.start], f"p{each.pid}"]
        last = each.end
    return "".join([*pieces, markdown[last:]])
