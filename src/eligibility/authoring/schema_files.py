"""The schemas as files of a folder."""

import json
from pathlib import Path
from typing import Any

from eligibility.authoring.files import replace
from eligibility.authoring.schema import ENDING, MADE, ROOMS, Schemas
from eligibility.report.folder import NotEmpty, write_file


def json_text(schema: dict[str, Any]) -> str:
    """A schema as it is written."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path, schemas: Schemas, *, force: bool = False) -> tuple[Path, ...]:
    """Write the schemas of all rooms to *folder*; what was written there as a schema before is replaced.

    With *force* a file that is something else is moved aside.

    Raises:
        NotEmpty: a file of that name is something else, and *force* is not given.
        eligibility.report.folder.CannotWrite: the file system refuses.

    """
    places = {room: folder / f"{room}{ENDING}" for room in ROOMS}
    for place in places.values():
        if place.exists() and not force and not _ours(place):
            raise NotEmpty(place)
    for room, place in places.items():
        content = json_text(schemas.of(room)).encode()
        if place.exists() and not _ours(place):
            write_file(place, content, force=force)
        else:
            replace(place, content)
    return tuple(places.values())


def _ours(place: Path) -> bool:
    try:
        found = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("$comment") == MADE
