"""A session of Spark, and tables and results on the file systems that it knows: disks, HDFS, S3, ..."""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from eligibility.bulk.sources import ENDINGS, names_of_tables
from eligibility.model.dataset import SourceFile
from eligibility.model.vocabulary import Vocabulary
from eligibility.normalise.headings import PEOPLE
from eligibility.normalise.text import key
from eligibility.read.cells import UnreadableInput

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
}
"""What a session is told unless it is told otherwise: days are as they stand, and so are headings."""

ELSEWHERE = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS")
"""Where these are set, Spark's own settings say which cluster it is."""


@contextmanager
def session(master: str | None, settings: Mapping[str, str]) -> "Iterator[SparkSession]":
    """A session of Spark on the cluster *master*, or the one that Spark's settings name, or this machine.

    One that is there already is used, and goes on.

    Raises:
        UnreadableInput: Spark or a Java runtime is not there, or it does not start.

    """
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise UnreadableInput("needs_spark")
    home = os.environ.get("JAVA_HOME")
    if not (home and shutil.which("java", path=str(Path(home) / "bin"))) and shutil.which("java") is None:
        raise UnreadableInput("needs_java")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    alone = master.startswith("local") if master else not any(name in os.environ for name in ELSEWHERE)
    if alone:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("eligibility")
    if master is not None:
        builder = builder.master(master)
    for name, value in {**SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    there = SparkSession.getActiveSession() is not None
    try:
        made = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise UnreadableInput("spark_start", detail=type(error).__name__) from error
    try:
        yield made
    finally:
        if not there:
            made.stop()


@attrs.frozen(eq=False)
class Hadoop:
    """The file systems that *session* knows."""

    session: "SparkSession"

    def tables(
        self, place: str, vocabulary: Vocabulary
    ) -> tuple[dict[str, "DataFrame"], tuple[SourceFile, ...]]:
        """The tables in *place*, a file or folder of Parquet as `find_tables` takes it, and their files.

        Raises:
            UnreadableInput: there is no such place, or a file in it cannot be read there.

        """
        names = names_of_tables(vocabulary)
        root = self._path(place)
        system = self._system(root)
        if not system.exists(root):
            raise UnreadableInput("missing", file=root.getName())
        alone = system.getFileStatus(root).isFile()
        files: dict[str, tuple[str, ...]] = {}
        for status in [] if alone else system.listStatus(root):
            item = status.getPath()
            table = names.get(key(Path(item.getName()).stem))
            found = self._files(system, item)
            if table is not None and found:
                files[table] = (*files.get(table, ()), *found)
        if not files:
            files[PEOPLE] = self._files(system, root)
        if not any(files.values()):
            raise UnreadableInput("spark_nothing", file=root.getName())
        frames = {table: self._frame(found) for table, found in files.items()}
        start = len((root.getParent() if alone else root).toString()) + 1
        every = sorted(file for found in files.values() for file in found)
        return frames, tuple(SourceFile(file[start:], self._hash(file)) for file in every)

    @contextmanager
    def results(self, place: str, *, force: bool) -> Iterator[str]:
        """A new folder beside *place*, renamed to it when the block ends well and removed when not.

        With *force* what is there is moved aside to ``NAME.old-1``, ``NAME.old-2``, ...

        Raises:
            UnreadableInput: *place* is there and *force* is not given, or it cannot be written.

        """
        target = self._path(place)
        system = self._system(target)
        if not force and system.exists(target):
            raise UnreadableInput("spark_not_empty", file=place)
        partial = self._path(f"{target.getParent()}/.{target.getName()}.part-{secrets.token_hex(4)}")
        try:
            yield partial.toString()
            if system.exists(target):
                number = 1
                while system.exists(old := self._path(f"{target}.old-{number}")):
                    number += 1
                self._rename(system, target, old)
            self._rename(system, partial, target)
        finally:
            system.delete(partial, True)

    def put(self, folder: Path, place: str) -> None:
        """Copy the files in *folder*, on this machine, to *place*."""
        target = self._path(place)
        system = self._system(target)
        system.mkdirs(target)
        for file in sorted(folder.iterdir()):
            system.copyFromLocalFile(False, True, self._path(file.as_posix(), local=True), target)

    # --- files -----------------------------------------------------------------------------------------

    def _path(self, place: str, *, local: bool = False) -> Any:  # noqa: ANN401  (objects of Java)
        return self._java.org.apache.hadoop.fs.Path(f"file://{place}" if local else place)

    def _system(self, path: Any) -> Any:  # noqa: ANN401
        return path.getFileSystem(self.session.sparkContext._jsc.hadoopConfiguration())

    @property
    def _java(self) -> Any:  # noqa: ANN401
        return self.session.sparkContext._jvm

    def _files(self, system: Any, item: Any) -> tuple[str, ...]:  # noqa: ANN401
        """The files of one table: *item* itself, or all in it and its folders."""
        found = []
        listed = system.listFiles(item, True)
        while listed.hasNext():
            path = listed.next().getPath()
            name = path.getName()
            ending = Path(name).suffix.lower()
            if ending not in ENDINGS:
                continue
            if ending != ".parquet":
                raise UnreadableInput("spark_text", file=name)
            if name.startswith(("_", ".")):
                raise UnreadableInput("spark_hidden", file=name)
            found.append(path.toString())
        return tuple(sorted(found))

    def _frame(self, files: Sequence[str]) -> "DataFrame":
        """The rows of *files*, with the columns of all of them."""
        from pyspark.errors import PySparkException

        exact = [re.sub(r"([\[\]{}*?\\])", r"\\\1", file) for file in files]
        try:
            return self.session.read.option("mergeSchema", "true").parquet(*exact)
        except PySparkException as error:
            name = files[0].rpartition("/")[2]
            raise UnreadableInput("broken", file=name, detail=type(error).__name__) from error

    def _hash(self, file: str) -> str:
        """The SHA-256 of *file*, made where the driver runs."""
        java, path = self._java, self._path(file)
        digest = java.java.security.MessageDigest.getInstance("SHA-256")
        stream = java.java.security.DigestInputStream(self._system(path).open(path), digest)
        java.org.apache.hadoop.io.IOUtils.copyBytes(
            stream, java.java.io.OutputStream.nullOutputStream(), 1 << 20, True
        )
        return bytes(digest.digest()).hex()

    def _rename(self, system: Any, old: Any, new: Any) -> None:  # noqa: ANN401
        if not system.rename(old, new):
            raise UnreadableInput("spark_write", file=new.toString())
