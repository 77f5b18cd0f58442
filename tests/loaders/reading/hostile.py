"""Files made to hurt a program that reads them, each small; made when the tests run.

Each maker writes one file and is listed with the format that reads it, the kind of error and a word of it.
"""

import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADER = "id,name,country\n"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{_RELATIONS}"><sheets><sheet name="suppliers" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


@dataclass(frozen=True)
class Hostile:
    """One hostile file."""

    name: str
    reader: str
    error: str
    word: str
    make: Callable[[Path], None]


def book(path, data, **parts):
    """Write a workbook with one sheet whose XML is given."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{data}</sheetData></worksheet>"
    )
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LINKS.replace("worksheets/sheet1.xml", "xl/workbook.xml").replace(
            "/worksheet", "/officeDocument"
        ),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _LINKS,
        "xl/worksheets/sheet1.xml": sheet,
    } | {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def text_cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


_HEAD = f"<row r='1'>{text_cell('A1', 'id')}{text_cell('B1', 'name')}{text_cell('C1', 'country')}</row>"


def _text(content):
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def _zip(*members, cut=None, flip=None, encrypted=False):
    def make(path):
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")
            for name, content in members:
                archive.writestr(name, content)
        data = bytearray(path.read_bytes())
        if encrypted:
            data[data.rfind(b"PK\x01\x02") + 8] |= 1
            data[6] |= 1
        if flip:
            data[flip] ^= 0xFF
        path.write_bytes(bytes(data[:cut]))

    return make


def _many_members(path):
    """An archive whose end record claims a directory of 100 MB."""
    _zip(("suppliers.csv", HEADER))(path)
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rfind(b"PK\x05\x06") + 12, 100_000_000)
    path.write_bytes(data)


def _lying_size(path):
    """An archive that says its member is small; it inflates to 50 MB."""
    _zip(("suppliers.csv", HEADER + "S1,Example," + " " * 50_000_000))(path)
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rfind(b"PK\x01\x02") + 24, 60)
    path.write_bytes(data)


def _ole(*streams):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return _text(content + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams))


def _far(attributes):
    return lambda path: book(path, f"{_HEAD}<row r='2'><c {attributes}><v>1</v></c></row>")


def _implicit(path):
    """A sheet without references: one row of 200 cells, then 200,000 rows."""
    book(
        path,
        f"{_HEAD}<row>{'<c><v>1</v></c>' * 200}</row>"
        + "".join(f"<row><c><v>{k * 7919}</v></c></row>" for k in range(200_000)),
    )


def _entities(path):
    laughs = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 9))
    path.write_text(f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a><record><id>&l8;</id></record></a>')


def _book_with_entities(path):
    doctype = '<!DOCTYPE a [<!ENTITY e "x">]>'
    book(path, _HEAD)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", doctype + _BOOK)


def _spaces(path):
    book(path, _HEAD, xl__sharedStrings=f"<sst><si><t>{' ' * 20_000_000}</t></si></sst>")


_XML = '<?xml version="1.0"?>'

CORPUS = [
    Hostile("suppliers.csv", "canonical", "FileError", "is empty", _text("")),
    Hostile("suppliers.csv", "canonical", "FileError", "no header", _text(b"\xef\xbb\xbf")),
    Hostile("suppliers.csv", "canonical", "FileError", "a picture", _text(b"\x89PNG\r\n\x1a\n" + os.urandom(99))),
    Hostile("suppliers.csv", "canonical", "FileError", "a ZIP archive", _zip(("a", "b"))),
    Hostile("suppliers.csv", "canonical", "FileError", "gzip", _text(b"\x1f\x8b" + zlib.compress(b"a" * 99))),
    Hostile("suppliers.csv", "canonical", "FileError", "a web page", _text("<!DOCTYPE html><p>Sign in</p>")),
    Hostile("suppliers.csv", "canonical", "FileError", "NUL bytes", _text(HEADER.encode("utf-16-le"))),
    Hostile("suppliers.csv", "canonical", "FileError", "UTF-32", _text(HEADER.encode("utf-32"))),
    Hostile(
        "suppliers.csv",
        "canonical",
        "FileError",
        "line 2: byte 0xfc",
        _text(HEADER.encode() + b"S,M\xfcller,SE"),
    ),
    Hostile("suppliers.csv", "canonical", "FileError", "UTF-16", _text(HEADER.encode("utf-16") + b"\x00\xd8\x00")),
    Hostile("suppliers.csv", "canonical", "LimitError", "131,072", _text(HEADER + 'S1,"' + "a\n" * 300_000)),
    Hostile("suppliers.csv", "canonical", "LimitError", "131,072", _text(HEADER + "S1," + "a" * 200_000 + ",SE\n")),
    Hostile("suppliers.csv", "canonical", "LimitError", "4,194,304", _text(HEADER + '"\n",' * 1_500_000)),
    Hostile("suppliers.csv", "canonical", "LimitError", "4,194,304", _text(HEADER + "," * 5_000_000)),
    Hostile("suppliers.csv", "canonical", "LimitError", "3,000 columns", _text(",".join(map(str, range(3000))))),
    Hostile("suppliers.csv", "canonical", "LimitError", "100,000 rows", _text(HEADER + "a,b\n" * 100_001)),
    Hostile("suppliers.csv", "canonical", "FileError", "line 2", _text(HEADER + '"S1"x,Example,SE\n')),
    Hostile("suppliers.csv", "canonical", "FileError", "no plain file", os.mkfifo),
    Hostile("a.zip", "canonical", "LimitError", "inflates", _zip(("suppliers.csv", HEADER + "a" * 90_000_000))),
    Hostile("a.zip", "canonical", "FileError", "damaged", _zip(("suppliers.csv", HEADER * 99), cut=80)),
    Hostile("a.zip", "canonical", "FileError", "damaged", _zip(("suppliers.csv", HEADER * 99), flip=60)),
    Hostile("a.zip", "canonical", "FileError", "password", _zip(("suppliers.csv", HEADER), encrypted=True)),
    Hostile("a.zip", "canonical", "FileError", "several", _zip(*[(f"{k}/suppliers.csv", HEADER) for k in "ab"])),
    Hostile("a.zip", "canonical", "LimitError", "members", _many_members),
    Hostile("a.zip", "canonical", "FileError", "damaged", _lying_size),
    Hostile("a.zip", "canonical", "FileError", "not a ZIP", _text(HEADER)),
    Hostile("a.xlsx", "workbook", "FileError", "not a workbook", _text(HEADER)),
    Hostile("a.xlsx", "workbook", "FileError", "not a whole workbook", _zip(("a", "b"))),
    Hostile("a.xlsx", "workbook", "FileError", "encrypted", _ole("EncryptionInfo", "EncryptedPackage")),
    Hostile("a.xlsx", "workbook", "FileError", "old kind", _ole("Workbook")),
    Hostile("a.xlsx", "workbook", "LimitError", "16,384", _far('r="XFD1048576"')),
    Hostile("a.xlsx", "workbook", "LimitError", "16,384", _far('s="0" t="n" r="XFD2"')),
    Hostile("a.xlsx", "workbook", "LimitError", "1,048,577", _far("r='A1048577'")),
    Hostile("a.xlsx", "workbook", "LimitError", "200", _implicit),
    Hostile("a.xlsx", "workbook", "LimitError", "inflates", _spaces),
    Hostile("a.xlsx", "workbook", "FileError", "entities", _book_with_entities),
    Hostile("a.json", "json", "LimitError", "100 levels", _text("[" * 200_000)),
    Hostile("a.json", "json", "LimitError", "100 levels", _text("[" * 500 + "]" * 500)),
    Hostile("a.json", "json", "FileError", "NaN", _text('[{"id": NaN}]')),
    Hostile("a.json", "json", "FileError", "stands twice", _text('[{"id": 1, "id": 2}]')),
    Hostile("a.json", "json", "FileError", "half a character", _text('[{"id": "\\ud800"}]')),
    Hostile("a.json", "json", "LimitError", "path", _text(f'{{"{"k" * 1_000_000}": [{"1," * 99_999}1]}}')),
    Hostile("a.json", "json", "LimitError", "values", _text("[" + "1," * 5_000_000 + "1]")),
    Hostile("a.json", "json", "FileError", "line 1", _text('[{"id": 1')),
    Hostile("a.xml", "xml", "FileError", "entities", _entities),
    Hostile("a.xml", "xml", "FileError", "entities", _text('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')),
    Hostile("a.xml", "xml", "LimitError", "100 levels", _text(_XML + "<a>" * 200_000)),
    Hostile("a.xml", "xml", "LimitError", "in one place", _text(_XML + "<a>" + "<b>1</b>" * 100_000 + "</a>")),
    Hostile("a.xml", "xml", "LimitError", "characters", _text(_XML + f"<a><b>{'x' * 5_000_000}</b></a>")),
    Hostile(
        "a.xml",
        "xml",
        "LimitError",
        "100,000,000",
        _text(_XML + f"<a><b>{'x' * 1_000_000}</b>" + "<record/>" * 100_000 + "</a>"),
    ),
    Hostile("a.xml", "xml", "FileError", "well-formed", _text('<?xml version="1.0" encoding="utf-7"?><a/>')),
    Hostile("a.xml", "xml", "FileError", "well-formed", _text("<a><b></a>")),
]
