"""Small files and formats for the tests of reading."""

import zipfile

import pytest

from loaders.loader import FileSpec, Loader, Row, Sniff

SUPPLIERS = "id,name,country\nS1,Example AB,SE\n"


def made(kind, **spec):
    """Return a format that turns every record into a supplier, whatever it holds."""
    suffix = {"csv": ".csv", "json": ".json", "xml": ".xml", "workbook": ".xlsx"}[kind]
    file = FileSpec(key="records", kind=kind, names=(f"*{suffix}",), **spec)
    return Loader(
        name=f"test-{kind}",
        title="",
        reads="",
        where="",
        sniff=Sniff(),
        files=(file,),
        tables=("suppliers",),
        rows=lambda records: (
            Row("suppliers", {"id": record.row, **record.cells}, record) for record in records["records"]
        ),
    )


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files into a new folder and returns its path."""

    def write(**files):
        root = tmp_path / "files"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (root / name.replace("__", ".")).write_bytes(data)
        return root

    return write


@pytest.fixture
def zipped(tmp_path):
    """Return a function that packs files into a ZIP archive and returns its path."""

    def pack(name="files.zip", **files):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in files.items():
                archive.writestr(member.replace("__", "."), content)
        return path

    return pack
