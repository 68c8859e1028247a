"""Text of the old fonts (TCVN3 of .VnTime, VNI of VNI-Times), told apart from Unicode; converted when asked.

Such text is Latin letters that only its font shows as Vietnamese. It is never converted by itself: some of
its letters are Vietnamese ones as well, and only who made the file knows which font it was written in.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import attrs

from eligibility.model.raw import RawCell, RawSheet, RawTables
from eligibility.normalise.text import clean

TCVN3_BYTES = (
    "b5:à b6:ả b7:ã b8:á b9:ạ a8:ă bb:ằ bc:ẳ bd:ẵ be:ắ c6:ặ a9:â c7:ầ c8:ẩ c9:ẫ ca:ấ cb:ậ ae:đ a7:Đ cc:è "
    "ce:ẻ cf:ẽ d0:é d1:ẹ aa:ê d2:ề d3:ể d4:ễ d5:ế d6:ệ d7:ì d8:ỉ dc:ĩ dd:í de:ị df:ò e1:ỏ e2:õ e3:ó e4:ọ "
    "ab:ô e5:ồ e6:ổ e7:ỗ e8:ố e9:ộ ac:ơ ea:ờ eb:ở ec:ỡ ed:ớ ee:ợ ef:ù f1:ủ f2:ũ f3:ú f4:ụ ad:ư f5:ừ f6:ử "
    "f7:ữ f8:ứ f9:ự fa:ỳ fb:ỷ fc:ỹ fd:ý fe:ỵ a1:Ă a2:Â a3:Ê a4:Ô a5:Ơ a6:Ư"
)
TCVN3: Mapping[str, str] = {
    bytes([int(code, 16)]).decode("latin-1"): letter
    for code, letter in (pair.split(":") for pair in TCVN3_BYTES.split())
}

TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
ROOFED = {"â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300"}
ROOFED |= {"å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323"}
BOWLED = {"ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300"}
BOWLED |= {"ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323"}
VNI_SINGLE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni() -> dict[str, str]:
    marks = {"a": TONES | ROOFED | BOWLED, "e": TONES | ROOFED, "o": TONES | ROOFED, "u": TONES, "y": TONES}
    found = dict(VNI_SINGLE)
    for letter, ends in marks.items():
        found |= {letter + end: unicodedata.normalize("NFC", letter + mark) for end, mark in ends.items()}
    for letter, meant in (("ô", "ơ"), ("ö", "ư")):
        found |= {letter + end: unicodedata.normalize("NFC", meant + mark) for end, mark in TONES.items()}
    upper = {written.upper(): meant.upper() for written, meant in found.items()}
    mixed = {written[0].upper() + written[1:]: meant.upper() for written, meant in found.items()}
    return mixed | upper | found


VNI: Mapping[str, str] = _vni()
FONTS: Mapping[str, Mapping[str, str]] = {"tcvn3": TCVN3, "vni": VNI}

LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + mark + tone)
    for letter, marks in (
        ("a", "\u0302\u0306"),
        ("e", "\u0302"),
        ("i", ""),
        ("o", "\u0302\u031b"),
        ("u", "\u031b"),
        ("y", ""),
    )
    for mark in ("", *marks)
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)
VIETNAMESE = LETTERS | {letter.upper() for letter in LETTERS} | {"đ", "Đ"}
MARKS = frozenset("–—‘’“”…•×°²½ ")
"""Marks that Vietnamese texts have."""

ONSET = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|n|nh|ngh?|p|ph|qu?|r|s|th?|tr|v|x"
NUCLEUS = (
    "iêu|oai|oay|oeo|uây|uôi|uyê|uya|uyu|ươi|ươu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi"
    "|ua|uâ|ưa|uê|ui|uô|uơ|ưi|ươ|ưu|uy|yê|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
SYLLABLE = re.compile(f"(?:{ONSET})?(?:{NUCLEUS})(?:ch?|m|n|ng|nh|p|t)?")
TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
WORD = re.compile(r"[^\W\d_]+")

FEWEST = 2
"""So many different cells of a sheet must look so."""

SHARE = 0.05
"""And this share of those that hold more than plain letters."""


@attrs.frozen
class OldText:
    """A sheet whose text looks as if it were of an old *font*; *text* of *cell*, and what it would be."""

    file: str
    sheet: str
    font: str
    cell: str
    text: str
    meant: str


def converted_text(text: str, font: str) -> str:
    """*text* of an old *font* as Unicode."""
    table = FONTS[font]
    made: list[str] = []
    at = 0
    while at < len(text):
        pair = text[at : at + 2]
        if len(pair) == 2 and pair in table:
            made.append(table[pair])
            at += 2
        else:
            made.append(table.get(text[at], text[at]))
            at += 1
    return "".join(made)


def _odd(text: str) -> bool:
    """Whether *text* holds something that Vietnamese in Unicode never does."""
    return any(
        c not in VIETNAMESE and c not in MARKS and c > "\x80" for c in unicodedata.normalize("NFC", text)
    )


def _looks(text: str, font: str) -> bool:
    """Whether *text* is no Vietnamese as it stands, and would be, of the old *font*."""
    if max(text) > "\xff" or not _odd(text):
        return False
    meant = converted_text(text, font)
    return not _odd(meant) and all(_is_syllable(word) for word in WORD.findall(meant) if not word.isascii())


def _is_syllable(word: str) -> bool:
    """Whether a word can be Vietnamese: its letters in their order, with one tone at most."""
    plain, tones = TONE.subn("", unicodedata.normalize("NFD", word.casefold()))
    return tones <= 1 and SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None


def old_texts(sheets: Sequence[RawSheet]) -> Iterator[OldText]:
    """The sheets that look as if they were written in an old font."""
    for sheet in sheets:
        texts = {
            cell.text: (column, code)
            for column, (_, cells) in enumerate(sheet.own)
            for code, cell in enumerate(cells)
            if cell.kind == "text" and not cell.text.isascii()
        }
        found = {font: [text for text in texts if _looks(text, font)] for font in FONTS}
        font = max(found, key=lambda name: len(found[name]))
        if len(found[font]) >= FEWEST and len(found[font]) >= SHARE * len(texts):
            text = max(found[font], key=len)
            column, code = texts[text]
            row = int((sheet.columns[column][0] == code).argmax())
            cell = f"{sheet.letter(column)}{row + sheet.first_row}"
            yield OldText(sheet.file, sheet.title, font, cell, clean(text), clean(converted_text(text, font)))


def converted(raw: RawTables, font: str) -> RawTables:
    """*raw* with all text of the old *font* as Unicode; text that cannot be of it stays.

    In a column that holds Unicode too, a cell is converted only if it can be nothing else.
    """
    return attrs.evolve(raw, sheets=tuple(_converted(sheet, font) for sheet in raw.sheets))


def _converted(sheet: RawSheet, font: str) -> RawSheet:
    columns = []
    for codes, cells in sheet.columns:
        mixed = any(cell.kind == "text" and max(cell.text, default="") > "\xff" for cell in cells)
        columns.append((codes, tuple(_cell(cell, font, certain=mixed) for cell in cells)))
    return attrs.evolve(sheet, name=_name(sheet.name, font), columns=tuple(columns))


def _cell(cell: RawCell, font: str, *, certain: bool) -> RawCell:
    text = cell.text
    if cell.kind != "text" or text.isascii() or max(text) > "\xff":
        return cell
    if certain and not _looks(text, font):
        return cell
    return RawCell(converted_text(text, font))


def _name(name: str, font: str) -> str:
    return converted_text(name, font) if name and _looks(name, font) else name
