"""Workbooks with a password, decrypted in memory by msoffcrypto-tool (the extra ``secure``).

What was decrypted is never written to a disk; the password is asked for, used, and kept nowhere.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from eligibility.read.cells import UnreadableInput

Password = Callable[[str, int], str | None]
"""The password of a file, for the first (0), second, ... time it is asked for; None: there is none to try."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0"
"""The entry of an encrypted workbook in the directory of its container: the name and its length."""

ASSUMED = "VelvetSweatshop"
"""The password that Excel itself gives to a workbook that is only protected against changes."""


def decrypted(file: str, content: bytes, password: Password | None) -> bytes:
    """The workbook *content* as it is without its password.

    Raises:
        UnreadableInput: the extra is missing, there is no password or a wrong one, or the file is damaged.

    """
    try:
        import msoffcrypto  # noqa: F401  (whether it is there is said before a password is asked for)
    except ImportError as error:
        raise UnreadableInput("needs_secure", file=file) from error
    found = _opened(file, content, ASSUMED)
    tries = 0
    while found is None:
        word = password(file, tries) if password is not None else None
        if word is None:
            raise UnreadableInput("wrong_password" if tries else "needs_password", file=file)
        found = _opened(file, content, word) if word else None
        tries += 1
    return found


def _opened(file: str, content: bytes, word: str) -> bytes | None:
    """What *word* opens; None if it is not the password."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import InvalidKeyError

    plain = io.BytesIO()
    try:
        with _in_memory():
            office = OfficeFile(io.BytesIO(content))
            if office.format == "ooxml":
                office.load_key(password=word, verify_password=True)
                office.decrypt(plain, verify_integrity=office.type == "agile")
            else:
                office.load_key(password=word)
                office.decrypt(plain)
    except InvalidKeyError as error:
        if "integrity" in str(error):
            raise UnreadableInput("broken", file=file, detail="HMAC") from error
        return None
    except (KeyboardInterrupt, SystemExit):
        raise
    except Exception as error:  # damaged containers make it stumble in many ways
        raise UnreadableInput("broken", file=file, detail=type(error).__name__) from error
    return plain.getvalue()


@contextmanager
def _in_memory() -> Iterator[None]:
    """The temporary file in which the library puts a decrypted xls together is kept in memory."""
    from msoffcrypto.format import xls97

    kept = xls97.tempfile
    xls97.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
    try:
        yield
    finally:
        xls97.tempfile = kept
