"""What the theme says and no catalogue of Sphinx translates, in the language of the project."""

from gettext import NullTranslations

from sphinx.application import Sphinx

from briefwright.sphinx_ext.domain import debate
from briefwright.words import ENGLISH, KEYS

_MESSAGES = {getattr(ENGLISH, key): key for key in KEYS if key.startswith("page_")}
"""The keys of our words, by what the theme says in English."""


class _Catalogue(NullTranslations):
    """Asked for what Sphinx's own catalogue lacks."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def gettext(self, message: str) -> str:
        """Return *message* in the words of the project."""
        key = _MESSAGES.get(message)
        return getattr(debate(self._app.env).words, key) if key else message


def translate(app: Sphinx) -> None:
    """Let the pages be written in the words of the project."""
    app.translator.add_fallback(_Catalogue(app))
