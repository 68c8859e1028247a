"""Workbooks written by hand, byte for byte."""

import io
import zipfile

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture(scope="session")
def sheet():
    """The XML of a sheet with these rows."""

    def make(rows="", before=""):
        return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'

    return make


@pytest.fixture(scope="session")
def workbook():
    """The bytes of a workbook written by hand: sheets by name, with their state; *parts* replace its own."""

    def make(sheets, parts=None, states=None):
        made = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        }
        entries, links = "", ""
        for number, (name, xml) in enumerate(sheets.items(), 1):
            state = f' state="{states[name]}"' if states and name in states else ""
            entries += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
            links += (
                f'<Relationship Id="rId{number}" Type="{LINKS}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>'
            )
            made[f"xl/worksheets/sheet{number}.xml"] = xml
        made["xl/workbook.xml"] = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{entries}</sheets></workbook>'
        )
        made["xl/_rels/workbook.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        return zipped({**made, **(parts or {})})

    return make


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
