"""What is read safely, and the checks that are made before a file is opened by a library.

The numbers are ours; the manual says why each is as it is.
"""

import stat
import struct
import zipfile
import zlib
from pathlib import Path

from graph.errors import FileError, LimitError

MB = 1_000_000
FILE_BYTES = 200 * MB
INFLATED_BYTES = 500 * MB
RATIO = 100
RATIO_FROM = 1 * MB  # below this a high ratio harms nobody, and small templates reach it
ADDRESS_SPACE = 4 * 1024**3
SECONDS = 300
SHEET_ROWS = 1_048_576
SHEET_COLUMNS = 256
SHEET_AREA = 20_000_000
CSV_CELL = 131_072  # the limit of the csv module
CSV_RECORD = 4_194_304
CSV_COLUMNS = 2_048
CSV_ROWS = 4_000_000
DEPTH = 100
JSON_VALUES = 5_000_000
PATH_CHARACTERS = 1_000
XML_CELLS = 1_000
RECORD_CHARACTERS = 100 * MB  # of all records of a file: what stands around records is repeated in each
RECORD_CELLS = 5_000_000  # that become Python objects; tables of the dictionary never do
REFUSED_ROWS = 100_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What a damaged archive raises while it is read."""

_DIRECTORY_BYTES = 2 * MB
_END_RECORD = struct.Struct("<4s4H2LH")


def regular(path: Path) -> Path:
    """Return `path` if it is a plain file of a size that is read; else raise a `FileError`."""
    try:
        found = path.stat()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be read'}; give the path of a file") from error
    if not stat.S_ISREG(found.st_mode):
        raise FileError(f"{path} is no plain file; give the path of a file")
    if found.st_size == 0:
        raise FileError(f"{path.name} is empty; it needs at least a header")
    if found.st_size > FILE_BYTES:
        raise LimitError(f"{path.name} has {found.st_size:,} bytes; at most {FILE_BYTES:,} are read: split it")
    return path


def archive(path: Path) -> zipfile.ZipFile:
    """Return an opened ZIP archive whose directory, inflated size and ratio are within the limits."""
    _directory(path)
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileError(f"{path.name} is a damaged ZIP archive ({error}); save or download it again") from error
    for info in opened.infolist():
        if info.flag_bits & 1:
            raise FileError(f"{path.name}: {info.filename} is protected by a password; save it without")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileError(f"{path.name}: {info.filename} is packed in an unusual way; pack it again as ZIP")
        if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
            raise LimitError(
                f"{path.name}: {info.filename} inflates more than {RATIO} times; "
                "real files inflate 4 to 10 times: save it again"
            )
    total = sum(info.file_size for info in opened.infolist())
    if total > INFLATED_BYTES:
        raise LimitError(f"{path.name} inflates to {total:,} bytes; at most {INFLATED_BYTES:,} are read: split it")
    return opened


def _directory(path: Path) -> None:
    """Refuse a directory of members that would not fit in memory, before it is read."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 65_557, 0))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise FileError(f"{path.name} is a damaged ZIP archive (no end record); save or download it again")
    size = _END_RECORD.unpack_from(tail, at)[5]
    if size > _DIRECTORY_BYTES:
        raise LimitError(f"{path.name} lists more members than are read; put fewer files into it")
