"""An event in words of the current language: a title, what is new in its own words, and a link."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adoption.kinds import ActKind
from core import days
from core.errors import N_
from core.text import one_line
from core.writing import graphemes
from documents.comparison.comparison import ParagraphText
from documents.models import Paragraph
from documents.text.typed import words
from documents.text.words import plain
from process.stances.standing import StanceKind
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script, ngettext
from sbcp.language.when import when
from sbcp.language.words import for_reader
from sbcp.notifications.events import Change, Event
from sbcp.urls import change_url, url

LONGEST_QUOTE = 600  # characters of what somebody wrote, before «…»
MOST_QUOTES = 8  # changed paragraphs, or comments of one response

# What a government did, by the kind of the act; ``what`` is the text, as «version 2».
ACTS: dict[str, str] = {
    ActKind.RATIFICATION: N_("%(country)s ratified %(what)s %(when)s"),
    ActKind.DEFINITIVE_SIGNATURE: N_("%(country)s signed %(what)s definitively %(when)s"),
    ActKind.OBJECTION_TO_RESERVATION: N_(
        "%(country)s objected to a reservation of another country to %(what)s %(when)s"
    ),
    ActKind.WITHDRAWAL_RESCINDED: N_("%(country)s took back its withdrawal from %(what)s %(when)s"),
    ActKind.ENDORSED: N_("%(country)s endorsed %(what)s %(when)s"),
    ActKind.SIGNED: N_("%(country)s signed %(what)s %(when)s"),
    ActKind.ADOPTED_BY_GOVERNMENT: N_(
        "%(country)s adopted %(what)s by a decision of its government of %(day)s"
    ),
    ActKind.ADOPTED_BY_PARLIAMENT: N_("%(country)s adopted %(what)s by an act of its parliament of %(day)s"),
    ActKind.ACCESSION: N_("%(country)s acceded to %(what)s %(when)s"),
    ActKind.RESERVATION: N_("%(country)s made a reservation to %(what)s %(when)s"),
    ActKind.DECLARATION: N_("%(country)s made a declaration on %(what)s %(when)s"),
    ActKind.OBJECTION: N_("%(country)s objected to %(what)s %(when)s"),
    ActKind.WITHDRAWAL: N_("%(country)s withdrew an earlier act on %(what)s %(when)s"),
    ActKind.CORRECTION: N_("%(country)s corrected an earlier act on %(what)s %(when)s"),
}
# What a country says of a document, by the kind of its stance.
STANCES: dict[str, tuple[str, str]] = {
    StanceKind.SUPPORT: (
        N_("%(country)s supports the document"),
        N_("%(country)s supports “%(title)s”"),
    ),
    StanceKind.OBJECT: (
        N_("%(country)s objects to the document"),
        N_("%(country)s objects to “%(title)s”"),
    ),
    StanceKind.ABSTAIN: (
        N_("%(country)s abstains on the document"),
        N_("%(country)s abstains on “%(title)s”"),
    ),
}
WITHDRAWN_STANCES: dict[str, tuple[str, str]] = {
    StanceKind.SUPPORT: (
        N_("%(country)s withdrew its support of the document"),
        N_("%(country)s withdrew its support of “%(title)s”"),
    ),
    StanceKind.OBJECT: (
        N_("%(country)s withdrew its objection to the document"),
        N_("%(country)s withdrew its objection to “%(title)s”"),
    ),
    StanceKind.ABSTAIN: (
        N_("%(country)s withdrew its abstention on the document"),
        N_("%(country)s withdrew its abstention on “%(title)s”"),
    ),
}
OTHER_ACT = N_("%(country)s on %(what)s: %(kind)s, %(day)s")


@dataclass(frozen=True)
class Quote:
    """Words of a document or of a person, with their language, and what they are."""

    about: str
    text: str
    language: str


@dataclass(frozen=True)
class Wording:
    """An event in words. path: the address of its page, from the first slash on."""

    title: str
    path: str
    text: str = ""
    quotes: tuple[Quote, ...] = ()


def in_words(
    event: Event,
    countries: Mapping[str, str],
    only: Collection[int] | None = None,
    *,
    titled: bool = False,
) -> Wording:
    """What happened. countries: their names by code. only: the paragraphs that the reader follows, None
    for the whole document. titled: whether the title names the document too, for whoever reads it alone.
    """
    kind, _dot, _rest = event.action.partition(".")
    if kind in _NAMING_THE_TEXT:
        return _NAMING_THE_TEXT[kind](event, countries, only, titled)
    words = _ABOUT_COMMENTS[kind](event, only)
    return replace(words, title=f"{document_title(event)}: {words.title}") if titled else words


def document_title(event: Event) -> str:
    return in_script(event.document.title, event.document.language)


def shortened(text: str) -> str:
    """The beginning of what somebody wrote, as they typed it."""
    return graphemes.shortened(text.strip(), LONGEST_QUOTE, " …")


def place_name(paragraph: Paragraph | ParagraphText | None, language: str) -> str:
    """How a sentence calls a paragraph of a text in a language: as it is cited, or by its first words."""
    if paragraph is None:
        return _("the whole text")
    return glossary.paragraph_name(paragraph, language) or f"“{_opening(paragraph)}”"


def _opening(paragraph: Paragraph | ParagraphText) -> str:
    return graphemes.shortened(one_line(plain(paragraph.markdown)), 40)


def _address(event: Event, name: str, **params: Any) -> str:
    return url(locales.current().code, name, slug=event.document.slug, **params)


def _text(event: Event, number: int, titled: bool) -> str:
    """The text that something is about: «version 2», or «version 2 of “Model policy”»."""
    known = {"number": number, "title": document_title(event)}
    return (_("version %(number)s of “%(title)s”") if titled else _("version %(number)s")) % known


def _sentence(words: str) -> str:
    """With the first letter as a sentence has it, whatever it begins with."""
    return words[:1].upper() + words[1:]


def _in_mid_sentence(words: str) -> str:
    """With the first letter as it is within a sentence: for names of kinds, which begin with no name."""
    return words[:1].lower() + words[1:]


def full_stop(words: str) -> str:
    """A title as a sentence that ends: some dates end with a full stop themselves."""
    return words if words.endswith(".") else f"{words}."


def _document(
    event: Event, _countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    title = _("A new document has been begun")
    if titled:
        title = _("A new document has been begun: “%(title)s”") % {"title": document_title(event)}
    language = event.document.language
    summary = shortened(event.body.get("summary") or "")
    quotes = (Quote("", in_script(summary, language), language),) if summary else ()
    return Wording(title, _address(event, "document"), "", quotes)


def _version(
    event: Event, _countries: Mapping[str, str], only: Collection[int] | None, titled: bool
) -> Wording:
    body, language = event.body, event.document.language
    shown = [change for change in event.changes if only is None or change.pids & set(only)]
    number = body["number"]
    what = _text(event, number, titled)
    text = _("It is called “%(label)s”.") % {"label": in_script(body["label"], language)}
    summary = _summary(event)
    if number == 1 or not shown:
        title = _sentence(_("%(what)s was published") % {"what": what})
        path = _address(event, "version", n=number)
        return Wording(title, path, text, summary)
    known = {"what": what, "num": len(shown)}
    if only is None:
        title = ngettext(
            "%(what)s was published: %(num)s paragraph changed",
            "%(what)s was published: %(num)s paragraphs changed",
            len(shown),
        )
    else:
        title = ngettext(
            "%(what)s was published: %(num)s paragraph that you follow changed",
            "%(what)s was published: %(num)s paragraphs that you follow changed",
            len(shown),
        )
    if len(shown) > MOST_QUOTES:
        text += " " + _("The first changes:")
    quotes = (*summary, *(_changed(change, language) for change in shown[:MOST_QUOTES]))
    pid = next((change.new.pid for change in shown if change.new), None) if only is not None else None
    path = change_url(locales.current().code, event.document.slug, number - 1, number, pid)
    return Wording(_sentence(title % known), path, text, quotes)


def _summary(event: Event) -> tuple[Quote, ...]:
    """What a version says in plain words, if somebody has written that."""
    shown = for_reader(event.summaries, event.document.language)
    return (Quote(_("In plain words"), shown.text, shown.language),) if shown else ()


def _changed(change: Change, language: str) -> Quote:
    paragraph = change.new or change.old
    name = f"{place_name(paragraph, language)}, {glossary.lineage_name(change.kind)}" if paragraph else ""
    text = shortened(plain(paragraph.markdown)) if paragraph else ""
    return Quote(name, in_script(text, language), language)


def _round(
    event: Event, _countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    body, round_ = event.body, event.round
    path = url(locales.current().code, "consultation", consultation=body["consultation"])
    zone = body.get("zone") or (round_.zone if round_ else "UTC")
    known = {"what": _text(event, body["version"], titled), "closes": _moment(body["closes_at"], zone)}
    if event.action == "consultation.opened":
        known["opens"] = _moment(body["opens_at"], zone)
        title = _("A consultation on %(what)s: comment until %(closes)s") % known
        text = _("It opens on %(opens)s.") % known
        intro = shortened(body.get("introduction") or "")
        quotes = (Quote("", intro, event.document.language),) if intro else ()
        return Wording(title, path, text, quotes)
    titles = {
        "consultation.extended": _("The consultation on %(what)s is extended to %(closes)s"),
        "consultation.reopened": _("The consultation on %(what)s is open again until %(closes)s"),
        "consultation.closed_early": _("The consultation on %(what)s closes early: %(closes)s"),
        "consultation.closed": _("The consultation on %(what)s has closed"),
    }
    return Wording(titles[event.action] % known, path, body.get("reason") or "")


def _response(event: Event, only: Collection[int] | None) -> Wording:
    shown = [
        (comment, paragraph) for comment, paragraph in event.comments if only is None or comment.pid in only
    ]
    count, language = len(shown), event.document.language
    title = ngettext("%(num)s new comment: %(places)s", "%(num)s new comments: %(places)s", count) % {
        "num": count,
        "places": ", ".join(
            dict.fromkeys(place_name(paragraph, language) for _comment, paragraph in shown[:5])
        ),
    }
    quotes = tuple(
        Quote(
            _("Comment %(number)s on %(place)s")
            % {"number": comment.number, "place": place_name(paragraph, language)},
            shortened(words(comment.body)),
            comment.language,
        )
        for comment, paragraph in shown[:MOST_QUOTES]
        if comment.withheld_at is None
    )
    if count == 1:
        return Wording(title, _address(event, "comment", number=shown[0][0].number), "", quotes)
    path = url(locales.current().code, "comments", consultation=event.body["consultation"])
    return Wording(title, path, "", quotes)


def _comment(event: Event, _only: Collection[int] | None) -> Wording:
    body = event.body
    place = place_name(event.comments[0][1], event.document.language) if event.comments else ""
    known = {"number": body["comment"], "place": place}
    path = _address(event, "comment", number=body["comment"])
    reason = body.get("reason") or ""
    if event.action == "comment.answered":
        known["answer"] = glossary.answer_name(body["answer"])
        title = _("Comment %(number)s on %(place)s has an answer: %(answer)s") % known
        quotes = (Quote("", shortened(words(reason)), body["language"]),) if reason else ()
        return Wording(title, path, "", quotes)
    if event.action == "comment.placed":
        known |= {"version": body["version"], "kind": glossary.placement_name(body["kind"])}
        title = _("Where comment %(number)s stands in version %(version)s was decided: %(kind)s") % known
        return Wording(title, path, shortened(reason))
    if event.action == "comment.unlinked":
        return Wording(_("What comment %(number)s on %(place)s had changed was undone") % known, path)
    return Wording(_("Comment %(number)s on %(place)s has led to a change of the draft") % known, path)


def _step(
    event: Event, _countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    known = {"title": document_title(event), "stage": glossary.stage_name(event.body["to"])}
    title = _("The document is now at the stage “%(stage)s”")
    if titled:
        title = _("“%(title)s” is now at the stage “%(stage)s”")
    return Wording(title % known, _address(event, "process"), shortened(event.body.get("reason") or ""))


def _stance(
    event: Event, countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    body = event.body
    messages = WITHDRAWN_STANCES if event.action == "stance.withdrawn" else STANCES
    known = {"country": _country(event, countries), "title": document_title(event)}
    plain_title, full_title = messages[body["kind"]]
    title = _(full_title if titled else plain_title) % known
    reason = body.get("reason") or ""
    quotes = (Quote("", shortened(reason), body["language"]),) if reason else ()
    return Wording(title, _address(event, "process") + f"#stance-{body['stance']}", "", quotes)


def _country(event: Event, countries: Mapping[str, str]) -> str:
    return countries.get(event.country) or locales.country_name(event.country)


def _act(event: Event, countries: Mapping[str, str], _only: Collection[int] | None, titled: bool) -> Wording:
    body = event.body
    path = _address(event, "act", act=body["act"])
    known = {
        "country": _country(event, countries),
        "what": _text(event, body["version"], titled),
    }
    if event.action == "act.verified":
        known["level"] = glossary.level_name(body["level"])
        title = _("An act of %(country)s on %(what)s was verified: %(level)s") % known
        return Wording(title, path, body.get("note") or "")
    done = own_day(event)
    if body.get("kind") != ActKind.CORRECTION:  # that speaks of an act, whatever that covers
        known["what"] = _covered(body, known["what"])
    known |= {"day": locales.format_date(*done), "when": when(*done)}
    if _is_to_come(body):
        known["effective"] = locales.format_date(*days.parse(body["effective_on"]))
    title = _act_title(body) % (known | {"kind": _in_mid_sentence(act_kind(body))})
    texts = [
        body.get("statement") or "",
        *(reservation["text"] for reservation in body.get("reservations", ())),
    ]
    quotes = tuple(Quote("", shortened(text), body["language"]) for text in texts if text)
    return Wording(title, path, _instrument(body.get("instrument") or {}), quotes[:MOST_QUOTES])


def own_day(event: Event) -> days.PartialDay:
    """When an act that is told of was done itself, as ``adoption.models.Act.own_day`` has it."""
    body = event.body
    if body.get("kind") != ActKind.CORRECTION:
        return days.parse(body["done_on"])
    known = body.get("known_on")
    return days.parse(known) if known else days.PartialDay(event.at.date())


def _covered(body: Mapping[str, Any], text: str) -> str:
    """What an act covers of a text: so many chapters, or all of it."""
    scopes = body.get("scopes") or ()
    if not scopes:
        return text
    words = ngettext("%(num)s chapter of %(what)s", "%(num)s chapters of %(what)s", len(scopes))
    return words % {"num": len(scopes), "what": text}


def _act_title(body: Mapping[str, Any]) -> str:
    """What a government did, as a sentence to be filled in."""
    if _is_to_come(body) and not body.get("about"):
        return _("%(country)s announced its withdrawal from %(what)s %(when)s, effective %(effective)s")
    if _is_to_come(body):
        return _("%(country)s on %(what)s: %(kind)s, announced %(day)s, effective %(effective)s")
    if body["kind"] == ActKind.WITHDRAWAL and body.get("withdrawn"):
        return _(OTHER_ACT)
    if body["kind"] == ActKind.WITHDRAWAL and not body.get("about"):
        return _("%(country)s withdrew from %(what)s %(when)s")
    return _(ACTS.get(body["kind"], OTHER_ACT))


def _is_to_come(body: Mapping[str, Any]) -> bool:
    """Whether it is a withdrawal that had no effect yet on the day on which it was made."""
    if body["kind"] != ActKind.WITHDRAWAL or not body.get("effective_on"):
        return False
    return days.parse(body["effective_on"]).day > days.parse(body["done_on"]).day


def act_kind(body: Mapping[str, Any]) -> str:
    """The kind of an act; of a withdrawal what was withdrawn."""
    return glossary.act_kind_ended(body.get("withdrawn") or "") or glossary.act_kind_name(body["kind"])


def _list(
    event: Event, _countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    body = event.body
    known = {"number": body["acts"], "what": _text(event, body["version"], titled)}
    title = _("A list of %(number)s past acts on %(what)s was taken in") % known
    address = url(locales.current().code, "acts_list", slug=event.document.slug, list=body["list"])
    return Wording(title, address, shortened(body.get("reason") or ""))


def _rule(
    event: Event, _countries: Mapping[str, str], _only: Collection[int] | None, titled: bool
) -> Wording:
    title = _("The rule of entry into force was set")
    if titled:
        title = _("The rule of entry into force of “%(title)s” was set") % {"title": document_title(event)}
    address = url(locales.current().code, "entry_rule", slug=event.document.slug)
    return Wording(title, address, shortened(event.body.get("reason") or ""))


def _instrument(paper: Mapping[str, str]) -> str:
    """The paper that an act rests on: its title, number, and who issued it."""
    return ", ".join(part for name in ("title_en", "number", "body") if (part := paper.get(name, "")))


def _moment(written: str, zone: str) -> str:
    return locales.format_instant(datetime.fromisoformat(written), zone)


Writer = Callable[[Event, Mapping[str, str], Collection[int] | None, bool], Wording]

# By what the action begins with: those whose sentence has the document in it, and those about comments.
_NAMING_THE_TEXT: dict[str, Writer] = {
    "document": _document,
    "version": _version,
    "consultation": _round,
    "process": _step,
    "stance": _stance,
    "act": _act,
    "acts": _list,
    "entry_rule": _rule,
}
_ABOUT_COMMENTS: dict[str, Callable[[Event, Collection[int] | None], Wording]] = {
    "submission": _response,
    "comment": _comment,
}
