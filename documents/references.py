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
    """What looks like a reference in the Markdown of a paragraph; in code it is none."""
    opened: list[int] = []
    for bracket in _BRACKET.finditer(markdown):
        if bracket[0] == "[":
            opened.append(bracket.end())
        elif bracket[0] == "]" and opened:
            start, target = opened.pop(), _TARGET.match(markdown, bracket.end())
            if target:
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
    called = {}
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
    if SIGN not in markdown:
        return markdown
    for each in reversed(list(references(markdown))):
        was, now = before.get(each.pid), after.get(each.pid)
        if was is None or now is None or was == now:
            continue
        words = _renamed(markdown[each.start : each.end], was, now)
        changed = markdown[: each.start] + words + markdown[each.end :]
        if changed != markdown and _only_words(markdown, changed, each.pid):
            markdown = changed
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


def _only_words(markdown: str, changed: str, pid: int) -> bool:
    """Are the words of one reference to ``pid`` all that is read otherwise? What only looks like one, in code
    or after an escape, is not."""
    old, new = _read(markdown), _read(changed)
    if len(old) != len(new):
        return False
    differing = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
    return len(differing) == 1 and all(piece[:2] == ("words", f"#p-{pid}") for piece in differing[0])


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
        if each.start >= last:
            pieces += [markdown[last : each.start], f"p{each.pid}"]
            last = each.end
    return "".join([*pieces, markdown[last:]])
