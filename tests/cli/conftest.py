"""The office, its workbook and its desk."""

from office.fixtures import amended, desk, office_workbook

__all__ = ["amended", "desk", "office_workbook"]
