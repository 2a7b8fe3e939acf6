"""Forms, read in one way: what was typed is kept as it was typed, and all its faults are told together.

The forms of a page are classes in its ``forms.py``. WTForms reads them; our macros draw them
(``templates/macros/forms.html``); a route names the class that it takes, so that a form kept while its
person signs in again is shown by its labels and leads back to its page. A view goes::

    form = EndMandate.read(visit)
    if form.is_right():
        with form.telling():  # a fault that only the service sees stands at its field too
            mandates.end(visit.db, mandate, reason=form.reason.data, …)
            return redirect(visit, …)
    return render(visit, "members/mandate_end.html", **form.shown(), mandate=mandate)

Fields clean text by ``core.text``. The value read is ``form.name.data``; what was typed is in
``form.values``, and the faults are ``form.faults``: both by the names of the fields, as templates take them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from starlette.datastructures import FormData, QueryParams
from wtforms import Form as WTForm
from wtforms.meta import DefaultMeta

from core.errors import Invalid, Refused
from sbcp.language.locales import gettext, ngettext
from sbcp.web.errors import message_of
from sbcp.web.forms.by_locale import ByLocale
from sbcp.web.forms.fields import (
    AsTyped,
    Choice,
    Choices,
    Day,
    Email,
    File,
    Hidden,
    Inputs,
    Moment,
    Number,
    OneLine,
    Options,
    PartialDay,
    Tick,
    TypedField,
    Words,
)
from sbcp.web.forms.values import as_of, day_asked, integer, tomorrow
from sbcp.web.visit import Visit

__all__ = [
    "AGAIN",
    "AsTyped",
    "ByLocale",
    "Choice",
    "Choices",
    "Day",
    "Email",
    "File",
    "Form",
    "Hidden",
    "Inputs",
    "Moment",
    "Number",
    "OneLine",
    "Options",
    "PartialDay",
    "Tick",
    "TypedField",
    "Words",
    "as_of",
    "day_asked",
    "integer",
    "told",
    "tomorrow",
]

AGAIN = "change"  # the button that leads back to a form, with what was typed and nothing done


def told(form: type["Form"] | None, sent: FormData) -> list[tuple[str, str]]:
    """What a person wrote into a form that could not be taken, each text with the label it had on the
    page, to be given back to them. Numbers, keys and codes are not theirs and have no label."""
    fields = form(sent).fields() if form is not None else []
    labelled = [(gettext(field.label.text), field.told) for field in fields if field.label.text]
    return [(label, text) for label, text in labelled if text.strip()]


class _Translations:
    """What WTForms says itself, in the reader's language."""

    gettext = staticmethod(gettext)
    ngettext = staticmethod(ngettext)


class Form(WTForm):
    """The base of all forms. A fault is kept by the name of its field, the first one of each."""

    class Meta(DefaultMeta):
        def get_translations(self, form: Any) -> Any:
            return _Translations()

    aliases: ClassVar[Mapping[str, str]] = {}  # names of fields as services have them, and ours for them

    def __init__(self, sent: FormData | QueryParams | None, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(sent, data=dict(given or {}))
        self.sent = sent
        self.faults: dict[str, str] = {}

    @classmethod
    def read(cls, visit: Visit, given: Mapping[str, Any] | None = None) -> Self:
        """The form that was sent. given: values of fields that were not, by name; on a GET that is all."""
        return cls(visit.form if visit.request.method == "POST" else None, given)

    @classmethod
    def asked(cls, visit: Visit, given: Mapping[str, Any] | None = None) -> Self:
        """The same from the query of the address, as filters are."""
        return cls(visit.query, given)

    @property
    def is_sent(self) -> bool:
        """Whether it was sent to be acted on, and not to be shown again."""
        return self.sent is not None and AGAIN not in self.sent

    def is_right(self) -> bool:
        """Whether the form was sent to be acted on, and has no fault that shows without the database.
        All faults are in ``faults`` afterwards."""
        if not self.is_sent:
            return False
        self.validate()
        for field in self:
            if field.errors:
                self.add(field.name, str(field.errors[0]))
        self.check()
        return not self.faults

    def check(self) -> None:
        """What concerns several fields; faults go to ``add``. For forms that have such."""

    def add(self, name: str, message: str) -> None:
        """Tell of a fault, translated, at a field; the first one of each stands."""
        self.faults.setdefault(self.aliases.get(name, name), message)

    def add_all(self, errors: Sequence[Invalid]) -> None:
        """Tell of the faults that a rule has found."""
        for error in errors:
            self.add(error.field, message_of(error))

    @contextmanager
    def telling(self, refused: str = "") -> Iterator[None]:
        """A fault that is raised in here is told at its field, and the block is left. refused: the field
        at which something that is refused is told too; without it, that is no fault of the form."""
        try:
            yield
        except Invalid as error:
            self.add_all([error])
        except Refused as error:
            if not refused:
                raise
            self.add(refused, message_of(error))

    @property
    def values(self) -> dict[str, Any]:
        """What stands in each field, as it was typed; several for a field that takes several."""
        return {name: value for field in self.fields() for name, value in field.typed.items()}

    def fields(self) -> list[TypedField]:
        """Its fields, in their order."""
        return [field for field in self if isinstance(field, TypedField)]

    def shown(self) -> dict[str, Any]:
        """What a template needs to show the form again: ``values``, ``errors``, and the status."""
        return {"status": 422 if self.faults else 200, "values": self.values, "errors": self.faults}
