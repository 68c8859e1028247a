from collections.abc import Iterator

import pytest

from systems import postgres as server

from .engines import Duck, Postgres


@pytest.fixture(scope="session")
def duck() -> Duck:
    return Duck()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with server() as where:
        engine = Postgres(where)
        yield engine
        engine.close()
