"""The schemas that stand beside the shipped rule book are those of today."""

import os

import pytest

from eligibility.authoring.offers import offers
from eligibility.authoring.schema import ENDING, ROOMS, Schemas
from eligibility.authoring.schema_files import json_text

from .made import shipped
from .pages import ROOT

FOLDER = ROOT / "rules" / "schema"


@pytest.mark.parametrize("room", ROOMS)
def test_schemas_beside_the_rules_are_current(room: str) -> None:
    made = json_text(Schemas(offers(shipped())).of(room))
    place = FOLDER / f"{room}{ENDING}"
    if os.environ.get("UPDATE_DOCS"):
        FOLDER.mkdir(exist_ok=True)
        place.write_text(made, "utf-8")
    assert place.read_text("utf-8") == made, "UPDATE_DOCS=1 python -m pytest tests/docs rewrites it"


def test_no_schema_is_left_over() -> None:
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(f"{room}{ENDING}" for room in ROOMS)
