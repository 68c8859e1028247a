"""Typed tables of real texts, each with exactly what is found in them, in both languages.

``UPDATE_GOLDEN=1 pytest tests/typed`` writes what is said now; read the difference.
"""

import os
from pathlib import Path

import pytest

from eligibility.typed.checking import check
from eligibility.typed.files import read_figures
from eligibility.typed.saying import as_data, render
from eligibility.typed.written import read_typed

FIGURES = Path(__file__).parents[2] / "cases/figures"
GOLDEN = {"en": "expected.txt", "vi": "expected.vi.txt"}
FOLDERS = sorted(path for path in FIGURES.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_just_this_is_found(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (place,) = Path().glob("tables.*")
    tables, problems, raw = read_figures(place)
    assert not problems
    for lang, name in GOLDEN.items():
        said = "".join(f"{render(remark, raw, lang)}\n" for remark in check(tables, raw))
        if os.environ.get("UPDATE_GOLDEN"):
            Path(name).write_text(said, "utf-8")
        assert said == Path(name).read_text("utf-8")


def test_what_the_article_gets_wrong_and_nothing_else():
    tables, _, raw = read_typed(FIGURES / "thai-nguyen-2020/tables.yaml")
    data = as_data(check(tables, raw), tables, raw, "en")
    found = [(one["weight"], one["kind"], one["values"]) for one in data["remarks"]]

    def those(weight, kind, *names):
        return [tuple(v[n] for n in names) for w, k, v in found if (w, k) == (weight, kind)]

    assert those("error", "rate_wrong", "count", "rate") == [
        (61, "42.91"),
        (8, "4.3"),
        (1, "0.53"),
        (8, "4.8"),
    ]
    assert those("error", "same_count", "count", "rates") == [(1, ["0.5", "0.53"]), (8, ["4.3", "4.8"])]
    assert those("error", "rates_sum", "sum") == [("101.13",)]
    assert those("warning", "rate_cut", "rate") == [("38.19",)]
    assert those("warning", "period_years", "stated", "years") == [(3, 4)]
    assert those("note", "baseline", "before") == [("15.20",), ("23.19",), ("10.26",)]
    assert those("note", "baseline_whole", "whole", "counts") == [(263, [40, 61, 27])]
    assert len(found) == 7 + 2 + 4
    assert data["counts"] == {"error": 7, "warning": 2, "note": 4}
