"""Workbooks locked with a password."""

import io
from hashlib import md5
from struct import pack, pack_into, unpack_from

import msoffcrypto
import xlwt
from msoffcrypto.method.rc4 import DocumentRC4
from xlwt.CompoundDoc import XlsDoc

WORD = "Bí-mật 2026"
SALT, VERIFIER = b"s" * 16, b"v" * 16
FILEPASS, BOUNDSHEET = 0x2F, 0x85
OPEN = {0x0809, FILEPASS, 0xE1}
"""Records that are never encrypted."""


def locked_xlsx(content: bytes, word: str = WORD) -> bytes:
    """A workbook locked as Excel 2010 and later do."""
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(content)).encrypt(word, locked)
    return locked.getvalue()


def _encrypted(data: bytes, word: str) -> bytes:
    return bytes(DocumentRC4.decrypt(word, SALT, io.BytesIO(data), blocksize=1024).read())


def locked_xls(book: xlwt.Workbook, word: str = WORD) -> bytes:
    """A workbook locked as Excel 97 to 2003 do."""
    proof = _encrypted(VERIFIER + md5(VERIFIER, usedforsecurity=False).digest(), word)
    lock = pack("<HHHHH", FILEPASS, 54, 1, 1, 1) + SALT + proof
    plain = bytes(book.get_biff_data())
    first = 4 + unpack_from("<H", plain, 2)[0]
    plain = plain[:first] + lock + plain[first:]
    secret = _encrypted(plain, word)
    made, at = bytearray(plain), 0
    while at + 4 <= len(plain):
        kind, size = unpack_from("<HH", plain, at)
        if kind == BOUNDSHEET:  # where the sheet begins stays readable
            pack_into("<I", made, at + 4, unpack_from("<I", plain, at + 4)[0] + len(lock))
        start = at + 4 + (size if kind in OPEN else 4 if kind == BOUNDSHEET else 0)
        at += 4 + size
        made[start:at] = secret[start:at]
    stream = io.BytesIO()
    XlsDoc().save(stream, bytes(made))
    return stream.getvalue()
