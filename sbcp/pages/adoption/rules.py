"""The rule of entry into force of a document: what it is, who set it, and setting one by two persons."""

from starlette.responses import Response

from adoption import ruling
from adoption.entry_rules import COUNTABLE, MOST_PARTICIPANTS
from adoption.kinds import Level
from adoption.queries import Days, document_status, refuse_new_rule
from members.queries import participants
from sbcp.approvals import entry_rules
from sbcp.language.glossary import act_kind_name
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, in_order
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.rule_forms import WAYS, NewRule, given_by
from sbcp.pages.approvals import views
from sbcp.web.forms import tomorrow
from sbcp.web.render import render
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """The rule in words, how far the text is by it today, and every rule that was set, with who and why."""
    visit.request.state.good_until = tomorrow(visit.now)
    document, today = visit.subject(), visit.now.date()
    changes = ruling.changes(visit.db, document)
    return render(
        visit,
        "adoption/rule.html",
        document=document,
        shown=document_status(visit.db, document, Days(today)),
        today=today,
        history=[(change, ruling.value(change)) for change in reversed(changes)],
        waiting=views.waiting_about(visit, document.subject, entry_rules.KIND),
        **status_labels.words(visit.db),
    )


def form(visit: Visit, sent: NewRule | None = None) -> Response:
    """The form, filled from the rule there is. Raises Refused once a version has met it."""
    document = visit.subject()
    refuse_new_rule(visit.db, document, visit.now.date())
    rule = ruling.rule_of(visit.db, document)
    countries = in_order(participants(visit.db))
    return render(
        visit,
        "adoption/rule_new.html",
        **(sent or NewRule.read(visit, given_by(rule) if rule else {})).shown(),
        document=document,
        kinds=[(kind, act_kind_name(kind), _(kind.meaning)) for kind in COUNTABLE],
        levels=[(level, _(level.label)) for level in Level],
        ways=[(delay, _(words)) for delay, words in WAYS],
        countries=[(each.code, display_name(each)) for each in countries],
        most=MOST_PARTICIPANTS,
    )


def set_rule(visit: Visit) -> Response:
    """Show the rule for checking, and ask a second person once it is confirmed."""
    by, sent, document = visit.mandate("adoption:rule"), NewRule.read(visit), visit.subject()
    if not sent.is_right():
        return form(visit, sent)
    rule = sent.rule()
    with sent.telling():
        body = entry_rules.prepare(visit.db, document, rule, visit.now)
        if sent.confirm.data:
            return views.ask(visit, entry_rules.KIND, document.subject, body, sent.reason.data, by)
        return render(
            visit,
            "adoption/rule_check.html",
            document=document,
            rule=rule,
            before=ruling.rule_of(visit.db, document),
            reason=sent.reason.data,
            kept=sent.hidden,
            **status_labels.words(visit.db),
        )
    return form(visit, sent)
