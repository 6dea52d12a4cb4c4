"""The words of the screens in a language, by their ids, so that one story can be gone through in each."""

from __future__ import annotations

import re

from tests.tools import ROOT

MESSAGE = re.compile(r"^([a-z][a-z0-9-]*) = (.+)$", re.MULTILINE)


class Tongue:
    """``say["visit-next"]`` is what stands on that button; what takes facts or a plural is not among them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: dict[str, str] = {}
        # What is not drafted yet is said in English.
        for folder in ("en", language):
            for path in sorted((ROOT / "i18n" / folder).glob("*.ftl")):
                self._words |= dict(MESSAGE.findall(path.read_text()))

    def __getitem__(self, name: str) -> str:
        words = self._words[name]
        assert "{" not in words, name
        return words

    def start(self, name: str) -> str:
        """What stands before the first fact of a message."""
        return self._words[name].split("{")[0].strip()

    def end(self, name: str) -> str:
        """What stands behind the last fact of a message."""
        return self._words[name].rpartition("}")[2].strip()
