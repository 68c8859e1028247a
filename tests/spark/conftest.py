from collections.abc import Iterator
from typing import Any

import pytest

from office.fixtures import desk, office_workbook

from .sessions import session

__all__ = ["desk", "office_workbook", "spark"]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with session("local[2]", tmp_path_factory.mktemp("spark")) as made:
        yield made
