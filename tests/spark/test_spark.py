"""Reviews on Spark in local mode say what embedded ones say; queries for Spark run there."""

from pathlib import Path
from typing import Any

from sql.databases import compared
from sql.engines import Spark
from synthetic.province import AS_OF, made, rules

from .reviews import the_same


def province(people: int, seed: int, *, faults: bool) -> dict[str, tuple[Any, Any]]:
    return {
        sheet.table: (sheet.fields, [[str(cell or "") for cell in row] for row in sheet.rows])
        for sheet in made(people, seed, faults=faults).sheets.values()
    }


def test_people_alone_are_concluded_by_the_driver(spark: Any, tmp_path: Path) -> None:
    tables = {"people": province(150, 3, faults=False)["people"]}
    found = the_same(spark, tables, tmp_path, "audit")
    assert not found.everywhere
    assert 0 < found.collected <= 150
    assert found.account.engines.situations > 0


def test_tables_beside_the_people_and_ids_that_several_have(spark: Any, tmp_path: Path) -> None:
    kept = ("people", "plan", "evaluations", "disciplines", "waivers", "units")
    tables = {name: table for name, table in province(150, 7, faults=True).items() if name in kept}
    found = the_same(spark, tables, tmp_path, "planning")
    assert not found.everywhere


def test_beyond_the_bound_executors_conclude(spark: Any, tmp_path: Path) -> None:
    tables = {"people": province(60, 4, faults=True)["people"]}
    found = the_same(spark, tables, tmp_path, "audit", bound=0)
    assert found.everywhere
    assert found.collected == 0


def test_a_query_for_spark_says_what_the_review_says(spark: Any) -> None:
    found = compared(Spark(spark), province(30, 5, faults=True), rules(), AS_OF, "planning")
    assert found is not None
    differences, counts, _ = found
    assert differences == []
    assert counts["met"]
    assert counts["unmet"]
