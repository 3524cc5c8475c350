"""Text files (csv, txt, and exports that only call themselves xls): encoding, delimiter, cells.

Everything stays text. Encodings: UTF-8 with or without BOM, UTF-16, GB18030 (which holds GBK and
GB 2312). A large file goes through pyarrow, column by column; any irregular one through the csv
module, which forgives rows of unequal length.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.sheet import RawSheet, ragged_frame

_DELIMITERS = (",", "\t", ";", "|", "，")
_LARGE = 8_000_000  # bytes; below, the csv module is quick enough
_SAMPLE = 65_536
_NULL_SHARE = 0.3  # of NUL bytes in UTF-16 text without a BOM
csv.field_size_limit(1 << 24)


def read_text(path: Path, file: str) -> list[RawSheet]:
    """The file as one sheet without a name. Raises UnreadableInput where it is no text at all."""
    content = path.read_bytes()
    encoding, note = encoding_of(content, file=file)
    notes = ((note, encoding),) if note else ()
    delimiter = delimiter_of(content[: _SAMPLE * 2].decode(encoding, "ignore"))
    frame = None
    if len(content) > _LARGE and encoding != "utf-16" and not note:
        frame = _columns(content, encoding, delimiter)
    if frame is None:
        frame = _rows(content.decode(encoding, "replace"), delimiter, file=file)
    return [RawSheet(file=file, name="", frame=frame, notes=notes)]


def encoding_of(content: bytes, *, file: str) -> tuple[str, str | None]:
    """The encoding, and the notice to give where bytes had to be replaced."""
    if content.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig", None if _decodes(content, "utf-8-sig") else "bad_bytes")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16", None if _decodes(content, "utf-16") else "bad_bytes")
    zeros = content[:4096].count(0)
    if zeros > _NULL_SHARE * min(len(content), 4096):
        for encoding in ("utf-16-le", "utf-16-be"):
            if _decodes(content, encoding) and "," in content[:4096].decode(encoding, "ignore"):
                return (encoding, None)
        raise UnreadableInput(say("read.binary", file=file))
    for encoding in ("utf-8", "gb18030"):
        if _decodes(content, encoding):
            return (encoding, None)
    # Bytes that fit neither: the one with fewer broken places; the rest of the file is read.
    spoilt = {
        encoding: content.decode(encoding, "replace").count("\ufffd")
        for encoding in ("utf-8", "gb18030")
    }
    best = min(spoilt, key=lambda encoding: (spoilt[encoding], encoding))
    if spoilt[best] > 0.05 * max(len(content), 1):
        raise UnreadableInput(say("read.binary", file=file))
    return (best, "bad_bytes")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(sample: str) -> str:
    """The delimiter that splits the sample's lines most evenly into most cells."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    if not lines:
        return ","

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [_width(line, delimiter) for line in lines]
        split = [width for width in widths if width > 1]
        if not split:
            return (0.0, 0)
        common = max(set(split), key=lambda width: (split.count(width), width))
        return (split.count(common) / len(lines), common)

    return max(
        _DELIMITERS, key=lambda delimiter: (*evenness(delimiter), -_DELIMITERS.index(delimiter))
    )


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _rows(text: str, delimiter: str, *, file: str) -> pd.DataFrame:
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        # The sheet's row number is the line of the file's table, not of a quoted line break.
        rows.extend(reader)
    except csv.Error as error:
        raise UnreadableInput(
            say("read.damaged_text", file=file, row=reader.line_num, found=str(error))
        ) from None
    return ragged_frame(rows)


def _columns(content: bytes, encoding: str, delimiter: str) -> pd.DataFrame | None:
    """The whole file as text columns, or None where its rows are not of equal length."""
    sample = content[:_SAMPLE].decode(encoding, "ignore")
    first = next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), [])
    names = [str(number) for number in range(len(first))]
    if len(names) < 2 or b"\x00" in content:
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(
                column_names=names, encoding=encoding.replace("-sig", "")
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError, OSError):
        return None
    frame = table.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=float("nan"))}.get)
    frame.columns = pd.RangeIndex(len(names))
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame
