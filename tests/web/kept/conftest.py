"""An open round, and how often its reading page is made."""

import pytest

from consultation.models import Consultation
from tests.support import factories
from tests.support.pages import Client
from tests.web.kept.asking import Views


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Views:
    return Views(monkeypatch)


@pytest.fixture
def round_(client: Client) -> Consultation:
    """An open round on the first version of a document."""
    with client.saved() as db:
        made = factories.make_consultation(db)
        assert made.document.slug
        assert made.version.number
    return made
