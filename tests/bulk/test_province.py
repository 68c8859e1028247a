"""The shipped rules on a made-up province: bulk and ordinary reviews say the same of everybody."""

import polars as pl
import pytest

from eligibility.pipeline import review
from synthetic.province import AS_OF, made, rules

from .equal import bulk, read, same, told, write_parquet


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    tables = made(500, 7, faults=True)
    texts = {
        sheet.table: (sheet.fields, [[str(cell or "") for cell in row] for row in sheet.rows])
        for sheet in tables.sheets.values()
    }
    return write_parquet(texts, tmp_path_factory.mktemp("province") / "tables")


@pytest.mark.parametrize("purpose", ["planning", "audit", "training"])
def test_the_same_decisions_findings_and_refusals(folder, purpose, tmp_path):
    ordinary = review(folder, rules(), AS_OF, purpose, engine="tables")
    found, decisions = bulk(folder, rules(), AS_OF, tmp_path / "out", purpose)
    same(ordinary, decisions, read(tmp_path / "out" / "findings"))
    assert found.counts.outcomes == ordinary.counts.outcomes
    assert (found.counts.people, found.counts.decided) == (ordinary.counts.people, ordinary.counts.decided)
    assert (found.standards, found.assumed) == (ordinary.standards, ordinary.assumed)
    refused = read(tmp_path / "out" / "refusals")
    expected = pl.DataFrame(
        [(one.person, one.kind) for one in ordinary.refusals], schema=["id", "kind"], orient="row"
    )
    assert told(refused, ("id", "kind")) == told(expected, ("id", "kind"))
