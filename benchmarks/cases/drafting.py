"""Writing in the sheet: its text asked for, and one paragraph saved, in a long draft with a long past beside
a short one without."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import httpx2
from sqlalchemy import insert

from benchmarks.beside.answers import require
from benchmarks.beside.pairs import Bench, Row
from benchmarks.beside.serving import Server
from benchmarks.world import data
from core import clock
from core.db import Database
from documents import queries
from documents.models import ChangeSet, Document, Revision
from members.models import Mandate
from members.signin import sessions

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Draft(NamedTuple):
    """A draft to write in, and how the person who does it is known."""

    ours: Server
    path: str
    cookie: str

    def text(self) -> dict[str, Any]:
        """The sheet, as its page asks for it."""
        answer = httpx2.get(self.ours.url(self.path), headers={"Cookie": self.cookie})
        require(answer.status_code == 200, f"{self.path} answered {answer.status_code}")
        return dict(answer.json())

    def save(self, block: dict[str, Any], words: str) -> dict[str, Any]:
        """Save one paragraph with other words."""
        node = {"type": "paragraph", "attrs": {"level": 0}, "content": [{"type": "text", "text": words}]}
        typed = {"key": "a", "sources": [block["pid"]], "node": node}
        window = {"after": None, "was": [[block["pid"], block["changed_in"]]], "now": [typed]}
        sent = {"sheet": json.dumps({"windows": [window]})}
        headers = {"Cookie": self.cookie, **SAME_ORIGIN}
        answer = httpx2.post(self.ours.url(self.path), data=sent, headers=headers)
        require(answer.status_code == 200, f"{self.path} answered {answer.status_code}")
        return dict(answer.json())


def fill(database: Database, slugs: dict[str, int], changes: int) -> str:
    """Make a document for each slug with so many paragraphs, the first with so many saved changes behind it;
    the session of who writes."""
    with database.writing() as db:
        by = db.get_one(Mandate, 1)
        for number, (slug, paragraphs) in enumerate(slugs.items()):
            document = data.make_document(db, slug, paragraphs, by).document
            if number == 0:
                _change(db.connection(), document, changes, [row.pid for row in queries.draft(db, document)])
        token = sessions.begin(db, person=by.person, method="link", now=clock.now(), second_factor=True)
        db.commit()
    data.settle(database)
    return f"__Host-signin={token}"


def _change(connection: Any, document: Document, many: int, pids: list[int]) -> None:
    """So many edits of paragraphs by chance, each a set of its own."""
    random = Random(f"{data.SEED} {many}")
    base = {"document_id": document.id, "base": 1, "made_by_id": 1}
    sets = [
        {
            **base,
            "number": n,
            "reason": "Why",
            "opened_at": data.START,
            "closed_at": data.START,
            "in_part": False,
        }
        for n in range(1, many + 1)
    ]
    ids = list(connection.execute(insert(ChangeSet).returning(ChangeSet.id), sets).scalars())
    rows = []
    for id_ in ids:
        pid = random.choice(pids)
        before, after = (
            [{"pid": pid, "kind": "paragraph", "level": 0, "markdown": f"Words {id_} {when}."}]
            for when in ("before", "after")
        )
        more = {"change_set_id": id_, "operation": "edit", "made_at": data.START}
        rows.append({**base, **more, "before": before, "after": after})
    connection.execute(insert(Revision), rows)


def measure(bench: Bench, long: str, short: str, cookie: str, size: str, repeats: int) -> Iterator[Row]:
    """The sheet asked for and a paragraph saved: each in the long draft, and then in the short one."""
    drafts = [Draft(bench.ours, f"/en/documents/{slug}/draft/sheet/text", cookie) for slug in (long, short)]
    one, other = (_saving(draft) for draft in drafts)
    yield bench.times("sheet asked for", size, [drafts[0].text] * repeats, drafts[1].text, check=_longer)
    yield bench.times("paragraph saved in the sheet", size, [one] * repeats, other, check=_saved)


def _saving(draft: Draft) -> Callable[[], dict[str, Any]]:
    """Saves other words of the last paragraph each time, from what it was told the time before."""
    block = draft.text()["blocks"][-1]
    count = 0

    def save() -> dict[str, Any]:
        nonlocal count
        count += 1
        answer = draft.save(block, f"These are words that were typed now, {count}.")
        if answer["blocks"]:
            block["changed_in"] = answer["blocks"]["a"]["changed_in"]
        return answer

    save()
    return save


def _longer(ours: dict[str, Any], bare: dict[str, Any]) -> None:
    require(len(ours["blocks"]) > len(bare["blocks"]) > 0, "the long draft is not longer")


def _saved(ours: dict[str, Any], bare: dict[str, Any]) -> None:
    for answer in (ours, bare):
        require(bool(answer["blocks"]) and not answer["conflicts"], "a paragraph was not saved")
        require(answer["set"]["changes"] == 1, "what was saved again is not one change")
