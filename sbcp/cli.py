"""The commands of the operator. Each opens one transaction, as a request does."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from core import clock, record
from core.db import Database, connect
from core.errors import DomainError, Invalid, NotFound
from documents import importing, queries
from documents.formats import read_file
from documents.formats.reading import Reading
from documents.models import Document, Proposal, Revision
from members import services as members
from members.models import ROLES
from members.queries import participant_by_code
from process.services import EDITING_STAGES, publish_version, refuse_other_stage
from sbcp import archive, demo, participants, schema
from sbcp.settings import Settings, UnsafeSettings, from_environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if it was done, 1 if it could not be, 2 for a wrong call."""
    options = parser().parse_args(arguments)
    try:
        settings = from_environment(_environment(options))
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        command: Callable[[Settings, argparse.Namespace], int] = options.command
        return command(settings, options)
    except (DomainError, UnsafeSettings, archive.ArchiveError) as error:
        print(f"sbcp: {error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"sbcp: no such file: {error.filename}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="sbcp", description="Draft, consult on, revise and adopt a policy.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], help: str):  # type: ignore[no-untyped-def]
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    for name, run, help_text in (
        ("serve", serve, "bring the database up to date and serve"),
        ("demo", serve_demo, "serve a demonstration instance with example content"),
    ):
        added = command(name, run, help_text)
        added.add_argument("--host", default="127.0.0.1")
        added.add_argument("--port", type=int, default=8000)

    added = command("import", import_text, "read a text into a document, or as its next draft")
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument("--document", required=True, metavar="SLUG")
    added.add_argument("--title", help="of a new document; without it the text's own title")
    added.add_argument("--language", default="en", help="BCP 47 tag of a new document (default: en)")
    added.add_argument("--reason", default="Imported from a file", help="why the text changes; it is public")
    added.add_argument("--yes", action="store_true", help="take over what became what without asking")

    added = command("publish", publish, "make the working draft the next version")
    added.add_argument("slug", metavar="SLUG")
    added.add_argument("--label", required=True, help="for example «zero draft»")

    added = command("record", record_command, "the public record")
    added.add_argument("what", choices=["verify"])

    added = command("backup", backup, "write everything into one file")
    added.add_argument("file", type=Path, metavar="FILE")
    added = command("restore", restore, "bring back a backup into an empty database")
    added.add_argument("file", type=Path, metavar="FILE")

    added = command("member", member, "take a person in, with a mandate, and print a sign-in link")
    added.add_argument("email")
    added.add_argument("--name", default="")
    added.add_argument("--role", choices=ROLES, help="give a mandate in this role")
    added.add_argument("--organisation", default="")
    added.add_argument("--tier", default="coordinator")
    added.add_argument("--country", default="", help="ISO code of the country the mandate speaks for")
    added.add_argument("--basis", default="", help="the document that gives the mandate")
    return top


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """The environment, with what ``sbcp demo`` implies."""
    if options.command is not serve_demo:
        return dict(os.environ)
    return {"SBCP_BASE_URL": f"http://localhost:{options.port}", **os.environ, "SBCP_DEMO": "1"}


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve this instance. An empty one gets the configured countries and nothing else."""
    with _writing(settings) as db:
        participants.ensure(db)
    return _run(settings, options)


def serve_demo(settings: Settings, options: argparse.Namespace) -> int:
    """Make the example content if it is missing, say how to sign in, and serve."""
    with _writing(settings) as db:
        participants.ensure(db)
        if demo.build(db, clock.now()):
            print("Example content made.")
        print(f"\nSBCP demonstration: http://localhost:{options.port}/")
        print(f"Sign in with one click as any of these at http://localhost:{options.port}/en/signin")
        for line in demo.how_to_sign_in(db):
            print(f"  {line}")
    sys.stdout.flush()
    return _run(settings, options)


def import_text(settings: Settings, options: argparse.Namespace) -> int:
    """A first text, or the next draft after a look at what became what."""
    reading = read_file(options.file.name, options.file.read_bytes())
    with _writing(settings) as db:
        now = clock.now()
        try:
            document = queries.document_by_slug(db, options.document)
        except NotFound:
            document = importing.create_document(
                db,
                slug=options.document,
                title=options.title or reading.title or options.file.stem,
                language=options.language,
                now=now,
                by=None,
            )
        refuse_other_stage(db, document, EDITING_STAGES)
        if queries.draft(db, document):
            revision = _import_next(db, document, reading, options)
        else:
            revision = importing.import_first(
                db, document, reading, file_name=options.file.name, by=None, now=now
            )
        if revision is None:
            print("Nothing was changed.")
            return 1
        _say_omissions(reading)
        print(f"{len(revision.after)} paragraphs in the draft of {document.slug} (revision {revision.name}).")
    return 0


def publish(settings: Settings, options: argparse.Namespace) -> int:
    with _writing(settings) as db:
        document = queries.document_by_slug(db, options.slug)
        version = publish_version(db, document, label=options.label, by=None, now=clock.now())
        print(f"{document.slug} version {version.number} «{version.label}», digest {version.digest}")
    return 0


def record_command(settings: Settings, options: argparse.Namespace) -> int:
    """Check the whole chain; name the first entry that does not hold."""
    with _reading(settings) as db:
        fault = record.verify(db)
        if fault is not None:
            print(f"Entry {fault.seq} of the record does not hold: {fault.reason}.")
            return 1
        head = record.head(db)
        print(f"The record holds: {head.seq} entries, the last with digest {head.digest}.")
    return 0


def backup(settings: Settings, options: argparse.Namespace) -> int:
    print(f"Written: {archive.backup(settings.database_url, options.file)}")
    return 0


def restore(settings: Settings, options: argparse.Namespace) -> int:
    archive.restore(settings.database_url, options.file)
    print("Restored. Check it: sbcp record verify")
    return 0


def member(settings: Settings, options: argparse.Namespace) -> int:
    """The way in on a new instance: whoever runs it lets the first people in."""
    with _writing(settings) as db:
        now = clock.now()
        participants.ensure(db)
        person = members.add_person(db, name=options.name or options.email, email=options.email)
        if options.role:
            country = participant_by_code(db, options.country.upper()) if options.country else None
            if options.country and country is None:
                raise Invalid("There is no participant %(code)s.", code=options.country)
            organisation = members.add_organisation(
                db,
                name=options.organisation or "Secretariat",
                tier=options.tier,
                participant=country,
            )
            members.give_mandate(
                db,
                person=person,
                organisation=organisation,
                role=options.role,
                participant=country,
                starts_on=now.date(),
                basis=options.basis,
                now=now,
                by="operator",
            )
        token = members.make_sign_in_link(db, person=person, now=now)
        print(f"{settings.base_url}/en/signin/{token}")
        print("The link works once, within ten minutes.")
    return 0


def _import_next(
    db: Session, document: Document, reading: Reading, options: argparse.Namespace
) -> Revision | None:
    now = clock.now()
    proposal = importing.propose(db, document, reading, file_name=options.file.name, by=None, now=now)
    _say_proposal(db, document, proposal)
    asked = sys.stdin.isatty() and not options.yes
    if asked and input("Take this over? [y/N] ").strip().casefold() not in ("y", "yes"):
        db.rollback()
        return None
    return importing.confirm(db, proposal, by=None, reason=options.reason, now=now, sure=options.yes or asked)


def _say_proposal(db: Session, document: Document, proposal: Proposal) -> None:
    """What became what, in counts, and each link that is not certain."""
    linked_old = {pid for pid, _index, _percent in proposal.links}
    linked_new = {index for _pid, index, _percent in proposal.links}
    old = len(queries.draft(db, document))
    print(f"{old} paragraphs in the draft, {len(proposal.blocks)} in the file:")
    print(f"  {len(linked_old)} continue, {old - len(linked_old)} end,")
    print(f"  {len(proposal.blocks) - len(linked_new)} are new.")
    for pid, index in importing.guesses(proposal):
        print(f"  not certain: paragraph {pid} → {proposal.blocks[index][2][:60]!r}")


def _say_omissions(reading: Reading) -> None:
    for omission in reading.omissions:
        print(f"  line {omission.line}: {omission.what}: {omission.excerpt[:60]!r}. {omission.why}")


@contextmanager
def _writing(settings: Settings) -> Iterator[Session]:
    """A writing session at the present schema, committed at the end if nothing failed."""
    database = _open(settings)
    try:
        with database.writing() as db:
            yield db
            db.commit()
    finally:
        database.engine.dispose()


@contextmanager
def _reading(settings: Settings) -> Iterator[Session]:
    database = _open(settings)
    try:
        with database.reading() as db:
            yield db
    finally:
        database.engine.dispose()


def _open(settings: Settings) -> Database:
    database = connect(settings.database_url)
    schema.upgrade(database.engine)
    return database


def _run(settings: Settings, options: argparse.Namespace) -> int:
    import uvicorn

    from sbcp.app import create_app

    app = create_app(settings)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: the collector need not look at it again
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    return 0
