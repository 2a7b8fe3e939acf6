"""Acts of adoption without the browser: the rule of entry into force, lists of the past, and the status on a
day."""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from adoption import loading, ruling
from adoption.entry_rules import COUNTABLE, EntryRule, When, countable, parse_when
from adoption.kinds import ActKind, Level
from adoption.lists.entering import Source, checked_lines, enter_list
from adoption.lists.reading import Fault, ListRefused, cells, unknown_columns
from adoption.lists.unusual import EARLY, unusual
from adoption.models import Act
from adoption.queries import Days, DocumentStatus, document_status, refuse_new_rule, status_json
from core import clock
from core.errors import N_, Invalid
from documents.queries import document_by_slug, version_by_number
from sbcp.commands.opening import reading, writing
from sbcp.language import participants
from sbcp.settings import Settings

MOST_NAMED = 20  # unusual acts that are written out for each reason


def rule(settings: Settings, options: argparse.Namespace) -> int:
    """Set the rule of entry into force of a document, or show it."""
    if options.needs is None:
        return _show_rule(settings, options)
    if not options.counts or options.after is None:
        raise Invalid(N_("A rule says with --counts which acts count, and with --after when it has effect."))
    with writing(settings) as db:
        participants.ensure(db, settings.data_dir)
        document = document_by_slug(db, options.slug)
        now = clock.now()
        refuse_new_rule(db, document, now.date())
        ruling.set_rule(
            db,
            document,
            EntryRule(
                counts=tuple(options.counts),
                level=options.level,
                needs=options.needs,
                when=options.after,
                must=tuple(options.must),
                not_before=options.not_before,
                open_to=tuple(options.open_to),
                accession_open=options.accession_open,
            ),
            reason=options.reason,
            asked_by=None,
            approved_by=None,
            now=now,
        )
    return _show_rule(settings, options)


def import_list(settings: Settings, options: argparse.Namespace) -> int:
    """Take in a list of acts of the past."""
    data = options.file.read_bytes()
    with writing(settings) as db:
        participants.ensure(db, settings.data_dir)
        document = document_by_slug(db, options.document)
        version = version_by_number(db, document, options.version)
        now = clock.now()
        try:
            table = cells(data)
            for name in unknown_columns(table):
                print(f"The column “{name}” is not read.")
            act_list = enter_list(
                db,
                version,
                checked_lines(db, table, now),
                Source(options.file.name, hashlib.sha256(data).hexdigest(), options.reason),
                asked_by=None,
                approved_by=None,
                now=now,
            )
        except ListRefused as error:
            _say_faults(error.faults)
            return 1
        everything = loading.acts(db, Act.version_id == version.id)
        listed = [act for act in everything if act.list_id == act_list.id]
        codes = {act.participant.code for act in listed}
        print(
            f"{len(listed)} acts of {len(codes)} participants on {document.slug} version {version.number}, "
            f"as list {act_list.id}."
        )
        _say_unusual(listed, everything, ruling.rule_of(db, document))
    return 0


def status(settings: Settings, options: argparse.Namespace) -> int:
    """Say where every participant stands on a document at the end of a day."""
    with reading(settings) as db:
        document = document_by_slug(db, options.document)
        days = Days(options.as_of or clock.now().date(), options.known_at)
        version = version_by_number(db, document, options.version) if options.version else None
        shown = document_status(db, document, days, version)
        if options.json:
            print(json.dumps(status_json(shown), ensure_ascii=False, indent=1))
        else:
            _say_status(shown)
    return 0


def kinds(text: str) -> list[ActKind]:
    """Kinds of acts parted by commas. Raises ArgumentTypeError for the parser of the command line."""
    named = [
        " ".join(part.replace("_", " ").replace("-", " ").casefold().split()) for part in text.split(",")
    ]
    try:
        return list(countable(filter(None, named)))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{error}” is none of {', '.join(COUNTABLE)}") from error


def when(text: str) -> When:
    try:
        return parse_when(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not like “30 days”, “3 months”, “60 days, then the first of the next month” or "
            "“the first of month 3 after that month”"
        ) from error


def level(text: str) -> Level:
    words = " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
    if not Level.has(words):
        raise argparse.ArgumentTypeError(f"“{text}” is none of {', '.join(Level)}")
    return Level(words)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no day like 2027-03-01") from error


def codes(text: str) -> list[str]:
    """Codes of participants parted by commas, each once, in their order."""
    return list(dict.fromkeys(part.strip().upper() for part in text.split(",") if part.strip()))


def _show_rule(settings: Settings, options: argparse.Namespace) -> int:
    with reading(settings) as db:
        here = ruling.rule_of(db, document_by_slug(db, options.slug))
        if here is None:
            print(f"{options.slug} has no rule of entry into force.")
            return 1
        print(json.dumps(ruling.as_json(here), ensure_ascii=False, indent=1))
    return 0


def _say_faults(faults: Sequence[Fault]) -> None:
    """What is wrong, each thing once, with the lines where it is."""
    lines: dict[str, list[int]] = {}
    for fault in faults:
        lines.setdefault(fault.words, []).append(fault.line)
    for words, numbers in lines.items():
        named = ", ".join(map(str, numbers[:MOST_NAMED])) + (" …" if len(numbers) > MOST_NAMED else "")
        print(f"line {named}: {words}" if numbers[0] else words)
    print("Nothing was taken in.")


def _say_unusual(listed: list[Act], everything: list[Act], rule_here: EntryRule | None) -> None:
    """What the pages would have refused, by reason."""
    named = unusual(listed, everything, rule_here)
    early = [each for each in named if each.why == EARLY]
    if len(early) == len(listed):  # a list of the past is: the others would drown in it
        print("  Every act is dated before the version was published.")
        named = [each for each in named if each.why != EARLY]
    for why, number in Counter(each.why for each in named).items():
        acts = [each.act for each in named if each.why == why][:MOST_NAMED]
        told = ", ".join(f"{act.participant.code} {act.done_on}" for act in acts)
        print(f"  {number} × {why}: {told}{' …' if number > MOST_NAMED else ''}")


def _say_status(shown: DocumentStatus) -> None:
    about = shown.about
    if about is not None:
        text = about.force
        print(f"{shown.document.slug} version {about.version.number}, end of {shown.days.as_of}")
        if text.rule is None:
            print("No rule of entry into force is set.")
        elif text.enters_on is None:
            print(f"{len(text.counted)} of {text.needed} needed")
        else:
            print(f"Entry into force: {text.enters_on}")
    for each in shown.rows:
        here = each.standing
        if here.says_something:
            number = each.version.version.number if each.version else ""
            words = f"{here.kind or ''} {here.on or ''}".strip()
            print(f"  {each.participant.code:8} {here.status:10} {words} (version {number})")
