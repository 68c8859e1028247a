"""The office, its workbook and its desk."""

from office.fixtures import desk, office_workbook

__all__ = ["desk", "office_workbook"]
