"""A room of its own: from a seed to a synthetic province, as tables that officers keep and as files.

Nobody in it exists. In: a number of people, a seed, a day and the vocabulary; out: a workbook or a
folder of csv files that a review reads like any other.
"""

from datetime import date
from pathlib import Path

from eligibility.model.vocabulary import Vocabulary


def demo(path: Path, people: int, seed: int, faults: bool, as_of: date, vocabulary: Vocabulary) -> None:
    """Write a synthetic province to *path*: a workbook if it ends in .xlsx, else a folder of csv files.

    Raises:
        FileExistsError: there is something at *path* already.
        eligibility.synthetic.files.TooManyRows: a table does not fit on a sheet of a workbook.

    """
    from eligibility.synthetic.files import write_folder, write_workbook
    from eligibility.synthetic.province import make_province

    if path.is_file() or (path.is_dir() and (path.suffix.lower() == ".xlsx" or any(path.iterdir()))):
        raise FileExistsError(str(path))
    write = write_workbook if path.suffix.lower() == ".xlsx" else write_folder
    write(make_province(people, seed, as_of, vocabulary, faults), path)
