"""Search in Vietnamese: a word is found with its accents, and by those who type none."""

import unicodedata

from sphinx.search import SearchLanguage


class Vietnamese(SearchLanguage):
    """Words without case, accents and tones: ``quy hoach`` finds *quy hoạch*."""

    lang = "vi"
    language_name = "Vietnamese"
    js_stemmer_code = """
class Stemmer {
  stemWord(word) {
    return word.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\\p{Mn}/gu, "");
  }
}
"""

    def stem(self, word: str) -> str:
        """*word* as it is looked for; the same as ``Stemmer`` above does in the browser."""
        plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
        return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
