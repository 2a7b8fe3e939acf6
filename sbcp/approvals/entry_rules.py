"""Setting the rule of entry into force of a document: what two persons agree to."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import EntryRule
from adoption.queries import entry_into_force, refuse_new_rule
from core.errors import N_
from documents.models import Document
from documents.queries import document_by_slug
from members.models import Mandate
from members.queries import participants
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.glossary import act_kind_name, level_name
from sbcp.language.locales import format_date, format_number
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name
from sbcp.language.when import how_long_after

KIND = "entry_rule.set"


def prepare(db: Session, document: Document, rule: EntryRule, now: datetime) -> Body:
    """What would be asked for, with the rule as it is now: one that is set meanwhile makes the request stale.
    Raises what ``refuse_new_rule`` and ``check_rule`` raise."""
    refuse_new_rule(db, document, now.date())
    ruling.check_rule(db, document, rule)
    before = ruling.rule_of(db, document)
    return {
        "slug": document.slug,
        "before": ruling.as_json(before) if before else None,
        "after": ruling.as_json(rule),
    }


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    document = document_by_slug(db, body["slug"])
    db.refresh(document, with_for_update=True)
    refuse_new_rule(db, document, now.date())
    change = ruling.set_rule(
        db,
        document,
        ruling.from_json(body["after"]),
        reason=body["reason"],
        asked_by=asked_by,
        approved_by=by,
        now=now,
    )
    return {"rule": change.id}


def _details(db: Session, body: Body) -> list[Detail]:
    document = document_by_slug(db, body["slug"])
    names = {each.code: display_name(each) for each in participants(db)}
    after = _facts(ruling.from_json(body["after"]), names)
    before = _facts(ruling.from_json(body["before"]), names) if body["before"] else {}
    return [
        Detail(_("Document"), document.title, language=document.language),
        *(
            Detail(name, words, before.get(name, "") if before.get(name) != words else "")
            for name, words in after.items()
        ),
    ]


def _facts(rule: EntryRule, names: dict[str, str]) -> dict[str, str]:
    """A rule, line by line."""

    def listed(codes: Sequence[str], none: str) -> str:
        return ", ".join(names.get(code, code) for code in codes) or none

    return {
        _("Acts that count"): ", ".join(act_kind_name(kind) for kind in rule.counts),
        _("How well they must be proved"): level_name(rule.level),
        _("Countries needed"): format_number(rule.needs),
        _("Must be among them"): listed(rule.must, _("none in particular")),
        _("In effect after the act"): how_long_after(rule.when),
        _("Not before"): format_date(rule.not_before) if rule.not_before else _("no such day"),
        _("Open to"): listed(rule.open_to, _("all countries")),
        _("Accession before it is in force"): _("Yes") if rule.accession_open else _("No"),
    }


def _stale(db: Session, body: Body) -> bool:
    document = document_by_slug(db, body["slug"])
    here = ruling.rule_of(db, document)
    changed = (ruling.as_json(here) if here else None) != body["before"]
    return changed or entry_into_force(db, document, date.max) is not None  # no act is of a day to come


def _public(body: Body) -> Body:
    return {"rule": body["after"]}


def _page(body: Body) -> PageAddress:
    return "entry_rule", {"slug": body["slug"]}


SET = TwoPersonAct(
    permission="adoption:rule",
    name=N_("Set the rule of entry into force"),
    button=N_("Approve and set the rule"),
    carry_out=_carry_out,
    details=_details,
    public=_public,
    page=_page,
    stale=_stale,
)
