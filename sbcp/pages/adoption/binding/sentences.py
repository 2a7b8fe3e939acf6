"""In one sentence or two: by what act a country stands on a version, from when it is bound, and with what."""

from datetime import date

from adoption.binding.bindings import Binding
from adoption.dossiers import ActView
from adoption.kinds import ActKind, Status
from core.days import Precision
from core.errors import N_
from sbcp.language.glossary import act_kind_ended, level_name
from sbcp.language.locales import format_date, ngettext
from sbcp.language.locales import gettext as _
from sbcp.language.when import since, when

# What a country did, by the kind of the act that it stands by; «when» is «on 6 September 2027» or «in 2027».
DID: dict[ActKind, str] = {
    ActKind.ENDORSED: N_("%(country)s endorsed version %(number)s %(when)s"),
    ActKind.PROVISIONAL_APPLICATION: N_(
        "%(country)s agreed to apply version %(number)s provisionally %(when)s"
    ),
    ActKind.SUCCESSION_TO_SIGNATURE: N_(
        "%(country)s succeeded to the signature of version %(number)s %(when)s"
    ),
    ActKind.SIGNED_AD_REFERENDUM: N_("%(country)s signed version %(number)s ad referendum %(when)s"),
    ActKind.SIGNED_SUBJECT_TO_APPROVAL: N_(
        "%(country)s signed version %(number)s subject to approval %(when)s"
    ),
    ActKind.SIGNED: N_("%(country)s signed version %(number)s %(when)s"),
    ActKind.ADOPTED_BY_GOVERNMENT: N_("%(country)s adopted version %(number)s by its government %(when)s"),
    ActKind.ADOPTED_BY_PARLIAMENT: N_("%(country)s adopted version %(number)s by its parliament %(when)s"),
    ActKind.DEFINITIVE_SIGNATURE: N_("%(country)s signed version %(number)s definitively %(when)s"),
    ActKind.SUCCESSION: N_("%(country)s succeeded to version %(number)s %(when)s"),
    ActKind.ACCESSION: N_("%(country)s acceded to version %(number)s %(when)s"),
    ActKind.FORMAL_CONFIRMATION: N_("%(country)s formally confirmed version %(number)s %(when)s"),
    ActKind.APPROVAL: N_("%(country)s approved version %(number)s %(when)s"),
    ActKind.ACCEPTANCE: N_("%(country)s accepted version %(number)s %(when)s"),
    ActKind.RATIFICATION: N_("%(country)s ratified version %(number)s %(when)s"),
}


def head_sentence(shown: Binding, country: str) -> str:
    """How a version stands for a country. country: its name."""
    named = {"country": country, "number": shown.version.number}
    whole = shown.whole
    if whole.ended:
        first = _withdrawn(shown, named)
    elif whole.kind is not None:
        did = _(DID[whole.kind]) % {**named, "when": when(whole.on, whole.precision)}
        first = _sentence(did, _bound(shown), _with(shown))
    elif whole.statements:
        stated = _("%(country)s has made statements about version %(number)s") % named
        first = _sentence(stated, _with(shown))
    elif whole.objection is None and not shown.chapters:
        return _taken_back(shown, named) or _nothing(named)
    else:
        first = ""
    return " ".join(filter(None, [first, *_more(shown, named)]))


def act_sentence(view: ActView, country: str) -> str:
    """What an act says, and that nothing has changed it; empty for one that was corrected. country: its
    name."""
    act = view.act
    if view.corrections:
        return ""
    sentences = []
    if ActKind(act.kind) in DID and not act.scopes:
        named = {"country": country, "number": act.version.number}
        words = _(DID[ActKind(act.kind)])
        sentences.append(_sentence(words % {**named, "when": when(act.done_on, act.done_precision)}))
    if view.withdrawn_by is None:
        sentences.append(_("No withdrawal and no correction of this act stands on the record."))
    return " ".join(sentences)


def _sentence(*parts: str) -> str:
    """Parts as one sentence; a day in Serbian ends with a full stop of its own."""
    words = ", ".join(filter(None, parts))
    return words if words.endswith(".") else f"{words}."


def _bound(shown: Binding) -> str:
    """From when it is bound, where that is known."""
    whole = shown.whole
    if not whole.consented or whole.in_force_from is None:
        return ""
    return _("bound from %(day)s") % {"day": format_date(whole.in_force_from)}


def _with(shown: Binding) -> str:
    """With how many reservations, declarations and objections."""
    counted = [
        (shown.reservations, ngettext("%(num)s reservation", "%(num)s reservations", shown.reservations)),
        (shown.declarations, ngettext("%(num)s declaration", "%(num)s declarations", shown.declarations)),
        (
            len(shown.objections),
            ngettext("%(num)s objection by others", "%(num)s objections by others", len(shown.objections)),
        ),
    ]
    listed = [words % {"num": number} for number, words in counted if number]
    return _("with %(statements)s") % {"statements": "; ".join(listed)} if listed else ""


def _ends(shown: Binding) -> tuple[date | None, str]:
    """The day from which what it stands by is over, and how exactly that is known."""
    end = shown.ending
    return (end.on, end.on_precision) if end else (shown.whole.withdrawn_from, Precision.DAY)


def _withdrawn(shown: Binding, named: dict[str, object]) -> str:
    whole = shown.whole
    if whole.left:
        words = _("%(country)s withdrew from version %(number)s: what it had done ended %(when)s")
        return _sentence(words % {**named, "when": when(*_ends(shown))})
    what = act_kind_ended(whole.kind) if whole.kind else ""
    words = _("%(country)s, version %(number)s: %(what)s, %(since)s")
    first = _sentence(words % {**named, "what": what, "since": since(*_ends(shown))})
    return " ".join([first, _("Nothing else of that stands.")])


def _more(shown: Binding, named: dict[str, object]) -> list[str]:
    """What goes with it: that the text does not bind it, an end to come, an objection, other parts."""
    whole = shown.whole
    sentences = []
    if whole.status == Status.SIGNATORY or (whole.status == Status.CONSENTED and not whole.in_force_from):
        sentences.append(_("The text does not bind it yet."))
        sentences += _force(shown) if whole.status == Status.CONSENTED else []
    elif whole.status == Status.NONE and (whole.kind is not None or whole.statements):
        sentences.append(_("No consent of it to be bound by the text is on the record."))
    if whole.withdrawn_from is not None and not whole.ended:
        words = _("It has withdrawn; that has effect %(since)s") % {"since": since(*_ends(shown))}
        sentences.append(_sentence(words))
    if whole.objection is not None:
        sentences.append(_("%(country)s objects to version %(number)s.") % named)
    if shown.chapters:
        number = len(shown.chapters)
        words = (
            ngettext(
                "On %(num)s chapter %(country)s stands otherwise than on the whole.",
                "On %(num)s chapters %(country)s stands otherwise than on the whole.",
                number,
            )
            if whole.kind is not None
            else ngettext(
                "%(country)s has acted on %(num)s chapter of version %(number)s, and not on the whole.",
                "%(country)s has acted on %(num)s chapters of version %(number)s, and not on the whole.",
                number,
            )
        )
        sentences.append(words % {**named, "num": number})
    return sentences


def _force(shown: Binding) -> list[str]:
    """Why who has consented is not bound yet, as far as the rule says."""
    force, on = shown.status.force, shown.status.days.as_of
    if force.rule is None:
        return [_("No rule of entry into force has been set for this text.")]
    sentences = []
    if force.enters_on is None:
        sentences.append(_("Version %(number)s is not in force.") % {"number": shown.version.number})
    elif force.enters_on > on:
        sentences.append(_("The text enters into force on %(day)s.") % {"day": format_date(force.enters_on)})
    if not shown.is_proved:
        asked = level_name(force.rule.level)
        sentences.append(
            _("It is not proved as the rule asks (%(level)s).") % {"level": asked[:1].lower() + asked[1:]}
        )
    return sentences


def _taken_back(shown: Binding, named: dict[str, object]) -> str:
    """What it did and took back, where nothing of it stands."""
    status = shown.status
    became = status.became.get(shown.participant.code, ())
    sentences = []
    for fate in (each for each in became if each.ended(status.days.as_of)):
        kind = ActKind(fate.act.kind)
        told = {**named, "when": when(fate.act.day, fate.act.precision)}
        if kind == ActKind.OBJECTION and not fate.act.scopes:
            words = _("%(country)s objected to version %(number)s %(when)s and took that back %(ended)s")
            told["ended"] = when(fate.ends_on, fate.ends_precision)
        else:
            words = _("%(country)s, version %(number)s: %(what)s, %(since)s")
            told |= {"what": act_kind_ended(kind), "since": since(fate.ends_on, fate.ends_precision)}
        sentences.append(_sentence(words % told))
    return " ".join(sentences)


def _nothing(named: dict[str, object]) -> str:
    words = _(
        "Nothing on the record says that %(country)s has adopted, signed or objected to version %(number)s."
    )
    return " ".join([words % named, _("This is not a “no”.")])
