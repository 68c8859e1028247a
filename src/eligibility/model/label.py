"""A name in both languages."""

import attrs


@attrs.frozen
class Label:
    """A name in both languages."""

    vi: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.vi if language == "vi" else self.en
