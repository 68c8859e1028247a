"""Files of a rule book that are written anew: whole or not at all, at their own place."""

import os
import secrets
import shutil
from pathlib import Path

from eligibility.report.folder import CannotWrite


def replace(place: Path, content: bytes) -> None:
    """Let *content* stand at *place*, with the rights that the file has; a link stays a link.

    Raises:
        CannotWrite: the file system refuses; the file is as it was.

    """
    target = place.resolve()
    part = target.with_name(f".{target.name}.part-{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        part.unlink(missing_ok=True)


def create(place: Path, content: bytes) -> bool:
    """Write a new file; False, and nothing written, where there is something already.

    Raises:
        CannotWrite: the file system refuses.

    """
    part = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        try:
            os.link(part, place)  # unlike a rename it never takes the place of another file
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            with place.open("xb") as file:
                file.write(content)
    except FileExistsError:
        return False
    except OSError as error:
        raise CannotWrite(place) from error
    finally:
        part.unlink(missing_ok=True)
    return True
