"""The commands of the operator, with their options. What each does is in ``sbcp.commands``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.errors import DomainError
from documents.text.numbering import LABELS_STYLES
from members.models import Role
from sbcp.commands import acts, keeping, people, serving, texts
from sbcp.operation import backup, private_files
from sbcp.settings import Settings, UnsafeSettings, from_environment

EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104  those of --host that are no name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if it was done, 1 if it could not be, 2 for a wrong call."""
    options = parser().parse_args(arguments)
    before = os.umask(private_files.UMASK)
    try:
        _imply(options)
        settings = from_environment()
        private_files.close_folder(settings)
        command: Callable[[Settings, argparse.Namespace], int] = options.command
        return command(settings, options)
    except (DomainError, UnsafeSettings, backup.ArchiveError) as error:
        print(f"sbcp: {error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"sbcp: no such file: {error.filename}", file=sys.stderr)
        return 1
    except IsADirectoryError as error:
        print(f"sbcp: a folder, not a file: {error.filename}", file=sys.stderr)
        return 1
    finally:
        os.umask(before)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="sbcp", description="Draft, consult on, revise and adopt a policy.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], help: str):  # type: ignore[no-untyped-def]
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    for name, run, help_text in (
        ("serve", serving.serve, "bring the database up to date and serve"),
        ("demo", serving.serve_demo, "serve a demonstration instance with example content"),
    ):
        added = command(name, run, help_text)
        added.add_argument("--host", default="127.0.0.1")
        added.add_argument("--port", type=int, default=8000)
        added.add_argument("--uds", type=Path, metavar="PATH", help="listen on a Unix socket instead")
        added.add_argument("--workers", type=processes, default=1, metavar="N", help="processes that serve")

    _texts(command)
    _acts(commands)
    _keeping(command)
    _people(command)
    return top


def _texts(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("import", texts.import_text, "read a text into a document, or as its next draft")
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument("--document", required=True, metavar="SLUG")
    added.add_argument("--title", help="of a new document; without it the text's own title")
    added.add_argument("--language", default="en", help="BCP 47 tag of a new document (default: en)")
    added.add_argument(
        "--labels",
        choices=LABELS_STYLES,
        help="how paragraphs are called from now on: as in laws (legal, the default of a new document), "
        "without numbers of headings (plain), or only by numbers in the text (none)",
    )
    added.add_argument(
        "--encoding",
        type=texts.encoding,
        default="utf-8",
        help="of a file that is not UTF-8, for example windows-1250",
    )
    added.add_argument(
        "--base",
        type=int,
        metavar="N",
        help="version that the file was begun from, where the file does not show it (default: the last)",
    )
    added.add_argument("--reason", default="Imported from a file", help="why the text changes; it is public")
    added.add_argument("--yes", action="store_true", help="take over what became what without asking")

    added = command("publish", texts.publish, "make the working draft the next version")
    added.add_argument("slug", metavar="SLUG")
    added.add_argument("--label", required=True, help="for example «zero draft»")


def _acts(commands: Any) -> None:
    """``sbcp acts …``: what governments did with a text."""
    text = "acts of adoption: the rule of entry into force, lists of the past, and the status on a day"
    group = commands.add_parser("acts", help=text, description=text)
    kinds = group.add_subparsers(required=True, metavar="WHAT")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], help: str):  # type: ignore[no-untyped-def]
        added = kinds.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    added = command("rule", acts.rule, "set the rule of entry into force of a document, or show it")
    added.add_argument("slug", metavar="SLUG")
    added.add_argument("--needs", type=int, metavar="N", help="participants; without it the rule is shown")
    added.add_argument("--after", type=acts.when, metavar="WHEN", help="for example “30 days” or “3 months”")
    added.add_argument("--counts", type=acts.kinds, metavar="KIND,KIND", help="the kinds of acts that count")
    added.add_argument("--level", type=acts.level, default="reported", help="how well an act must be proved")
    added.add_argument("--must", type=acts.codes, default=[], metavar="RS,HR", help="must be among them")
    added.add_argument("--not-before", type=acts.day, metavar="DATE", help="the earliest day")
    added.add_argument("--open-to", type=acts.codes, default=[], metavar="RS,HR", help="only to these")
    added.add_argument("--accession-open", action="store_true", help="take accession before it is in force")
    added.add_argument("--reason", default="Set by the operator", help="why; it is public")

    added = command("import", acts.import_list, "take in a list of acts of the past (CSV)")
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument("--document", required=True, metavar="SLUG")
    added.add_argument("--version", required=True, type=int, metavar="N")
    added.add_argument("--reason", required=True, metavar="TEXT", help="why they are taken in; it is public")

    added = command("status", acts.status, "say where every participant stands on a day")
    added.add_argument("--document", required=True, metavar="SLUG")
    added.add_argument("--version", type=int, metavar="N", help="without it, the one in force or on its way")
    added.add_argument(
        "--as-of", type=acts.day, metavar="DATE", help="the end of this day; without it, today"
    )
    added.add_argument("--known-at", type=acts.day, metavar="DATE", help="as far as was known then")
    added.add_argument("--json", action="store_true", help="for programs")


def _keeping(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command("record", keeping.check_record, "the public record")
    added.add_argument(
        "what",
        choices=["verify", "key", "rekey"],
        help="check everything, show the public key, or make a new key in place of one that is lost",
    )
    added.add_argument(
        "--head",
        type=keeping.noted,
        action="append",
        default=[],
        metavar="SEQ:DIGEST",
        help="an entry's number and digest, noted before, that must be there still; as often as you like",
    )

    added = command(
        "database", keeping.prepare_database, "the schema, and the role that the application runs under"
    )
    added.add_argument("what", choices=["upgrade", "grant"])
    added.add_argument(
        "role", nargs="?", default="", help="of PostgreSQL, to be given what is needed, no more"
    )

    added = command("backup", keeping.backup, "write everything into one file")
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument(
        "--with-key",
        type=Path,
        metavar="KEYFILE",
        help="write the key that signs the record, into another file",
    )
    added = command("restore", keeping.restore, "bring back a backup into an empty database")
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument(
        "--with-key", type=Path, metavar="KEYFILE", help="bring back the key that signs the record, too"
    )


def _people(command: Callable[..., argparse.ArgumentParser]) -> None:
    added = command(
        "erase", people.erase, "do an erasure again after a restore, as the published record names it"
    )
    which = added.add_mutually_exclusive_group(required=True)
    which.add_argument("--entry", type=int, help="the response that this entry of the record received")
    which.add_argument("--mandate", type=int, help="the member who held this mandate")
    added.add_argument("--with-text", action="store_true", help="withhold the words of the comments too")

    added = command(
        "file", keeping.erase_file, "erase a file of an act; that it was there stays on the record"
    )
    added.add_argument("what", choices=["erase"])
    added.add_argument("number", type=int, help="of the file, as the last part of its address")
    added.add_argument("--reason", required=True, help="why; it is public")

    added = command(
        "signatory",
        keeping.erase_signatory,
        "erase the name of somebody who signed an act; what they were and under what they signed stays",
    )
    added.add_argument("what", choices=["erase"])
    added.add_argument("number", type=int, help="of the signatory, as /api/v1/adoption tells it")
    added.add_argument("--reason", required=True, help="why; it is public")

    added = command("member", people.member, "take a person in, with a mandate, and print a sign-in link")
    added.add_argument("email")
    added.add_argument("--name", default="")
    added.add_argument(
        "--role",
        choices=[role.value for role in Role],
        help="give a mandate in this role; the first is admin",
    )
    added.add_argument("--organisation", default="")
    added.add_argument("--tier", default="coordinator")
    added.add_argument("--country", default="", help="code of the country the mandate speaks for")
    added.add_argument("--basis", default="", help="the document that gives the mandate")

    added = command(
        "members", people.check_administrators, "whether two administrators can get in whatever happens"
    )
    added.add_argument("what", choices=["check"])


def processes(text: str) -> int:
    """How many, at least one. Raises ArgumentTypeError for anything else."""
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("a whole number is wanted, 1 or more")
    return int(text)


def _imply(options: argparse.Namespace) -> None:
    """Put what ``sbcp demo`` implies into the environment, where the processes that it starts find it."""
    if options.command is serving.serve_demo:
        os.environ.setdefault("SBCP_BASE_URL", f"http://localhost:{options.port}")
        os.environ["SBCP_DEMO"] = "1"
        if options.host not in EVERY_ADDRESS:
            os.environ.setdefault("SBCP_HOSTS", f"[{options.host}]" if ":" in options.host else options.host)
