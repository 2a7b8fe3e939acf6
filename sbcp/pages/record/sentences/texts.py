"""Sentences about documents: begun, published, led from stage to stage."""

from process.lifecycle import Stage
from sbcp.language import glossary, locales
from sbcp.language.locales import gettext as _
from sbcp.pages.record.sentences.sentence import Part, Sentence
from sbcp.pages.record.sentences.told import Told


def begun(told: Told) -> Sentence:
    return told.say(_("%(who)s began the document %(document)s"))


def named(told: Told) -> Sentence:
    return told.say(
        _("%(who)s wrote the title and the summary of %(document)s in %(languages)s"),
        _("%(who)s wrote the title and the summary of %(document)s in another language"),
        languages=_languages(told.body.get("languages")),
    )


def published(told: Told) -> Sentence:
    named = told.names.documents.get(told.slug)
    language = named.language if named else ""
    label = Part(locales.in_script(told.text("label"), language), lang=language)
    return told.say(
        _("%(who)s published <version>version %(version)s</version> of %(document)s, “%(label)s”"),
        _("%(who)s published <version>version %(version)s</version> of %(document)s"),
        version=told.number("number"),
        label=label,
    )


def summarised(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s wrote what <version>version %(version)s</version> of %(document)s says in plain words, "
            "in %(languages)s"
        ),
        _("%(who)s wrote what <version>version %(version)s</version> of %(document)s says in plain words"),
        version=told.number("version"),
        languages=_languages(told.body.get("languages")),
    )


def stepped(told: Told) -> Sentence:
    return told.say(
        _("%(who)s moved %(document)s from the stage “%(start)s” to “%(stage)s”"),
        _("%(who)s moved %(document)s to the stage “%(stage)s”"),
        start=_stage(told.text("from")),
        stage=_stage(told.text("to")),
    )


def overridden(told: Told) -> Sentence:
    return told.say(
        _(
            "%(who)s moved %(document)s from the stage “%(start)s” to “%(stage)s”, "
            "although not every condition was met"
        ),
        _("%(who)s moved %(document)s to the stage “%(stage)s”, although not every condition was met"),
        start=_stage(told.text("from")),
        stage=_stage(told.text("to")),
    )


def removed(told: Told) -> Sentence:
    return told.say(_("%(who)s took %(document)s, which was begun by mistake, out of the lists"))


def _languages(codes: object) -> str:
    """Languages of ours by their own names."""
    listed = codes if isinstance(codes, list) else []
    return ", ".join(locale.name for locale in locales.LOCALES if locale.code in listed)


def _stage(stage: str) -> str:
    """The words of a stage; one that is there no more as it is kept."""
    return glossary.stage_name(stage) if Stage.has(stage) else stage


WRITERS = {
    "document.created": begun,
    "document.named": named,
    "document.removed": removed,
    "version.published": published,
    "version.summarised": summarised,
    "process.stepped": stepped,
    "process.overridden": overridden,
}
