"""Sessions of Spark for tests."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from systems import need


@contextmanager
def session(master: str, folder: Path) -> Iterator[Any]:
    """A session of Spark at *master*, which keeps its files in *folder*."""
    need("java")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    paths = os.pathsep.join(path for path in sys.path if path)
    os.environ["PYTHONPATH"] = paths
    made = (
        SparkSession.builder.master(master)
        .appName("eligibility tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        yield made
    finally:
        made.stop()
