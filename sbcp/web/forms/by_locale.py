"""A field for each language of ours."""

from typing import Any

from sbcp.language.locales import LOCALES
from sbcp.web.forms.fields import TypedField


class ByLocale(TypedField):
    """A text in each language of ours, in inputs ``name-LOCALE``: texts by the codes of the locales."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = data if isinstance(data, dict) else {}
        if formdata is not None:
            texts = {locale.code: formdata.get(f"{self.name}-{locale.code}", "") for locale in LOCALES}
            self.data = {code: text if isinstance(text, str) else "" for code, text in texts.items()}

    @property
    def typed(self) -> dict[str, Any]:
        texts = {locale.code: self.data.get(locale.code, "") for locale in LOCALES}
        return {f"{self.name}-{code}": text.replace("\r\n", "\n") for code, text in texts.items()}

    @property
    def told(self) -> str:
        return "\n".join(text.replace("\r\n", "\n") for text in self.data.values() if text.strip())
