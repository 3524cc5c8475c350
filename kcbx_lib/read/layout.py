"""Where a sheet's header stands, what is written above and below it, and what each further row is.

Real sheets begin with a title, a 填报单位 line and one to three header rows with merged cells, and
end with a total and the names of those who filled them in. Each row below the header is named: data,
blank, total, footer, repeated header, group label. Only blank rows are passed over; the others are
accounted for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.read.halves import HALVES
from kcbx_lib.read.headers import LONGEST_HEADER, HeaderIndex, Parts, day_header, header_text
from kcbx_lib.read.sheet import Area, Cells, RawSheet, empty_in, numbered

# Rows searched, and the headers that must be known: most stand right below a title.
_SEARCHES = ((3, 5), (12, 1), (40, 1))
_MOST_HEADER_ROWS = 3
_FEWEST_DAYS = 5
_SURE = 4  # known headers in one row: data rows do not hold so many
_TOTALS = re.compile(
    r"^(?:本页|本校|全校|全县|全乡|全镇|年级|班级|各校)?"
    r"(?:合计|小计|总计|共计|总合计|累计|总数|平均分|平均|均分|满分|最高分|最低分|及格率|优秀率|及格人数|参考人数)(?:[:：（(].*)?$"
)
_LETTERS_OF_TOTALS = (*"计总均高低率满", "人数")
_TOTAL_WORD = re.compile("|".join(_LETTERS_OF_TOTALS))
_FOOTER = re.compile(
    r"^(?:填表|制表|审核|审批|复核|校对|经办|负责|单位负责|主管|校长|领导|联系|填报|报送|上报|打印|导出|统计|登记|班主任|盖章|公章|"
    r"注[:：0-9一]|注$|备注[:：]|说明[:：]|填写说明|填表说明|图例|符号|标记|考勤符号|记号|附[:：]|[*※])"
)
_SIGNED = re.compile(r"[:：]|盖章|签字|签名|公章")
_LEGEND = re.compile(
    r"[√✓✔×✕xXｘ○〇△▲/⊙●☆◇□].{0,3}(?:出勤|到校|旷课|病假|事假|迟到|早退|缺勤)|(?:出勤|旷课|病假|事假)[:：]?[√✓✔×✕○〇△▲/⊙●☆◇□]"
)
# 七年级, 七年级（1）班, 2023级3班; 李延年 is a name.
_GROUP = re.compile(r"年级$|[0-9]级$|[0-9一二三四五六七八九十)]班$")
_EXAMPLES = frozenset({"例", "例：", "例:", "示例", "样例", "填写示例", "举例", "范例"})
_FILLING_HINTS = frozenset(
    {
        "必填",
        "选填",
        "必填项",
        "非必填",
        "必录",
        "文本",
        "日期",
        "数字",
        "下拉选择",
        "请选择",
        "自动生成",
    }
)
_LEGEND_CELLS = frozenset("√✓✔×✕✗○〇△▲/⊙◎●☆★◇□■") | frozenset(
    "出勤 到校 正常 旷课 旷 病假 病 事假 事 公假 迟到 早退 缺勤 缺课 请假 图例 符号 说明".split()
)
_LEGEND_STARTS = re.compile(r"^(?:图例|考勤符号|符号|标记|记号|填写说明|填表说明|说明|注)[:：]?")
_WEEKDAYS = (
    frozenset("一二三四五六日天")
    | {f"周{d}" for d in "一二三四五六日"}
    | {f"星期{d}" for d in "一二三四五六日"}
)
# What a line below the days of a month may hold: it is part of the header and names no day.
_UNDER_DAYS = _WEEKDAYS | HALVES


@dataclass(frozen=True)
class Layout:
    """A sheet taken apart.

    headers
        the parts of each column's header, from the top row down; empty where it has none.
    body
        the rows below the header, merged label cells filled, index = row number in the sheet.
    cells
        a workbook's body as the matrix it stands on; None for other files.
    empty
        which cells of the body are missing or empty.
    kinds
        what each row of the body is: data, blank, total, footer, repeated_header, group, example.
    texts
        what is written above and below the table: title, unit line, footers, legend.
    day_columns
        positions of the columns that are days of a month.
    """

    headers: tuple[Parts, ...]
    body: pd.DataFrame
    cells: Cells | None
    empty: NDArray[np.bool_]
    kinds: NDArray[Any]
    texts: tuple[str, ...]
    header_rows: tuple[int, int]
    day_columns: tuple[int, ...]


def lay_out(sheet: RawSheet, index: HeaderIndex) -> Layout | None:
    """The sheet's layout, or None where no header row can be found."""
    for searched, least in _SEARCHES:
        head = sheet.head(searched + _MOST_HEADER_ROWS)
        if head.size == 0:
            return None
        texts = [[header_text(cell) for cell in row] for row in head]
        best = _header_row(head[:searched], texts[:searched], index, least)
        if best is not None:
            break
    else:
        return None
    first, last = _header_block(best, texts, sheet.merged, index)
    headers = _headers(texts, first, last, sheet.merged)
    body, cells = _filled(sheet, last + 1)
    empty = empty_in(body, cells)
    kinds = _kinds(body, cells, empty, headers)
    above = [text for row in head[:first] for text in _row_texts(row)]
    below = _below(body, kinds)
    days = tuple(
        number
        for number, _ in enumerate(headers)
        if headers[number] and day_header(headers[number][-1])
    )
    return Layout(
        headers=headers,
        body=body,
        cells=cells,
        empty=empty,
        kinds=kinds,
        texts=(*above, *below),
        header_rows=(first + 1, last + 1),
        day_columns=days if len(days) >= _FEWEST_DAYS else (),
    )


def _row_texts(row: NDArray[Any]) -> list[str]:
    """The texts of a row, and behind them all in one: a legend may stand a mark a cell."""
    texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
    return [*texts, " ".join(texts)] if len(texts) > 1 else texts


def _header_row(
    head: NDArray[Any], texts: list[list[str]], index: HeaderIndex, least: int
) -> int | None:
    """The row that holds most known headers; the first of equals. A sure one ends the search."""
    best, most = None, 0.0
    for number, row in enumerate(texts):
        if best is not None and most >= _SURE and number > best + 2:
            break
        written = {text for text in row if text}
        if not written:
            continue
        known = sum(1 for text in written if index.knows(text))
        days = sum(1 for cell in head[number] if cell not in ("", None) and day_header(cell))
        score = known + (days if days >= _FEWEST_DAYS else 0)
        if score < 2 and not (known == len(written) == 1):
            continue
        if score > most + 0.5:
            best, most = number, float(score)
    return best if most >= least else None


def _header_block(
    best: int, texts: list[list[str]], merged: tuple[Area, ...], index: HeaderIndex
) -> tuple[int, int]:
    """First and last row of the header around its best row."""
    first = last = best
    for top, left, bottom, _ in merged:
        if top <= best <= bottom and bottom > top and left < len(texts[best]) and texts[top][left]:
            first = max(min(first, top), best - _MOST_HEADER_ROWS + 1)
            last = min(max(last, bottom), first + _MOST_HEADER_ROWS - 1, len(texts) - 1)
    while last + 1 < len(texts) and last - first + 1 < _MOST_HEADER_ROWS:
        if not _continues(texts[last], texts[last + 1], index):
            break
        last += 1
    while first > 0 and last - first + 1 < _MOST_HEADER_ROWS:
        if not _begins(texts[first - 1], texts[first], index):
            break
        first -= 1
    return first, last


def _continues(upper: list[str], lower: list[str], index: HeaderIndex) -> bool:
    """Whether the row below still belongs to the header: it names parts of the cells above."""
    written = [(number, text) for number, text in enumerate(lower) if text]
    if not written:
        return False
    words = {text for _, text in written}
    if (words <= _WEEKDAYS or words <= HALVES) and len(written) > 2:
        return True
    below_blank = [
        text for number, text in written if not upper[number] or _opens_group(upper, number)
    ]
    known = [text for text in below_blank if index.knows(text) or day_header(text)]
    headed = [
        number for number, text in enumerate(upper) if text and not _opens_group(upper, number)
    ]
    empty_below = [number for number in headed if not lower[number]]
    mostly_below_blank = len(below_blank) == len(written)
    return (
        mostly_below_blank
        and len(known) >= max(1, len(written) // 2)
        and len(empty_below) >= max(1, len(headed) // 2)
    )


def _opens_group(row: list[str], number: int) -> bool:
    return bool(row[number]) and number + 1 < len(row) and not row[number + 1]


def _begins(upper: list[str], lower: list[str], index: HeaderIndex) -> bool:
    """Whether the row above belongs to the header: it names columns that the row below leaves blank."""
    written = [(number, text) for number, text in enumerate(upper) if text]
    if len(written) < 2 or any("：" in text or ":" in text for _, text in written):
        return False
    if any(len(text) > LONGEST_HEADER for _, text in written):
        return False
    named = [text for number, text in written if not lower[number] and index.knows(text)]
    groups = [number for number, _ in written if lower[number] and _opens_group(upper, number)]
    return bool(named) or (len(groups) >= 2 and len(groups) == len(written))


def _headers(
    texts: list[list[str]], first: int, last: int, merged: tuple[Area, ...]
) -> tuple[Parts, ...]:
    width = len(texts[first])
    grid = [list(row) for row in texts[first : last + 1]]
    for top, left, bottom, right in merged:
        if top < first or top > last or left >= width:
            continue
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                grid[row - first][column] = texts[top][left]
    for number, upper in enumerate(grid[:-1]):  # groups of a file that knows no merged cells
        lower = grid[number + 1]
        for column in range(1, width):
            opens = not upper[column] and lower[column] and upper[column - 1]
            if opens and lower[column - 1] != upper[column - 1]:
                upper[column] = upper[column - 1]
    parts: list[Parts] = []
    for column in range(width):
        own: list[str] = []
        for line in grid:
            text = line[column]
            if text and text not in own and not (own and text in _UNDER_DAYS):
                own.append(text)
        parts.append(tuple(own))
    return tuple(parts)


def _filled(sheet: RawSheet, start: int) -> tuple[pd.DataFrame, Cells | None]:
    """The body, each merged area's cells filled with its first cell where it is a label; and the
    matrix under it.
    """
    areas = [
        area for area in sheet.merged if area[2] >= start and area[0] >= start and area[2] > area[0]
    ]
    if not areas:
        cells = None if sheet.cells is None else sheet.cells[start:]
        return sheet.frame.iloc[start:], cells
    filled = sheet.frame.iloc[start:].to_numpy(dtype=object, copy=True)
    for top, left, bottom, _ in areas:
        if left >= filled.shape[1]:
            continue
        value = sheet.frame.iat[top, left] if top < len(sheet.frame) else ""
        if isinstance(value, str) and value.strip():
            # A number is not repeated: a household's amount in a merged cell was paid once.
            filled[top - start : bottom - start + 1, left] = value
    return numbered(filled, start + 1), None if sheet.cells is None else filled


def _kinds(
    body: pd.DataFrame,
    cells: Cells | None,
    empty: NDArray[np.bool_],
    headers: tuple[Parts, ...],
) -> NDArray[Any]:
    kinds = np.full(len(body), "data", dtype=object)
    if not len(body):
        return kinds
    filled = (~empty).sum(axis=1)
    kinds[filled == 0] = "blank"
    columns = _Columns(body, cells)
    _mark_totals(columns, kinds)
    _mark_repeated(columns, headers, kinds)
    for number in range(min(2, columns.width)):
        examples = {word for word in columns.words(number, "例") if word.strip() in _EXAMPLES}
        if examples:
            kinds[columns.rows_with(number, examples) & (kinds == "data")] = "example"
    headed = max(sum(1 for parts in headers if parts), 1)
    few = np.flatnonzero((filled > 0) & (filled <= max(4, headed // 3)) & (kinds == "data"))
    for row in few.tolist():
        said = [cell for cell in body.iloc[row].to_numpy(dtype=object) if header_text(cell)]
        kinds[row] = _kind_of_sparse_row(said, headed) if said else "blank"
    return kinds


class _Columns:
    """The body's columns and their distinct texts, each looked at once."""

    def __init__(self, body: pd.DataFrame, cells: Cells | None) -> None:
        self.body = body
        self.width = body.shape[1]
        if cells is None and not any(isinstance(dtype, pd.StringDtype) for dtype in body.dtypes):
            cells = body.to_numpy(dtype=object)
        self._matrix = cells
        self._words: dict[int, tuple[set[str], str]] = {}

    def words(self, number: int, *needed: str) -> set[str]:
        """The distinct texts of a column; none where no text of it holds one of the ``needed``
        letters, spaces apart, which is found out at once for the whole column.
        """
        if number not in self._words:
            cells = self._cells(number)
            words = {cell for cell in cells if isinstance(cell, str)}
            self._words[number] = words, "".join("".join(words).split())
        words, together = self._words[number]
        if needed and not any(text in together for text in needed):
            return set()
        return words

    def _cells(self, number: int) -> Iterable[Any]:
        if self._matrix is not None:
            return self._matrix[:, number]
        return self.body.iloc[:, number].dropna().unique()

    def rows_with(self, number: int, words: set[str]) -> NDArray[np.bool_]:
        """The rows whose cell is one of the words."""
        return self.body.iloc[:, number].isin(words).to_numpy()


def _kind_of_sparse_row(cells: list[Any], headed: int) -> str:
    texts = [unicodedata.normalize("NFKC", str(cell)).strip() for cell in cells]
    start = "".join(texts[0].split())
    if any(_LEGEND.search(text) for text in texts) or _is_legend(texts):
        return "footer"
    if _FOOTER.match(start) and (len(texts) == 1 or _SIGNED.search("".join(texts))):
        return "footer"
    alone = len(texts) == 1 and isinstance(cells[0], str)
    if alone and headed >= 4 and (_GROUP.search(start) or len(start) > LONGEST_HEADER):
        return "group" if len(start) <= LONGEST_HEADER else "footer"
    return "data"


def _is_legend(texts: list[str]) -> bool:
    """图例 | √ | 出勤 | × | 旷课, a cell each: marks and words only, and some of both."""
    words = [_LEGEND_STARTS.sub("", text) for text in texts]
    marks = sum(
        1 for word in words if len(word) == 1 and not word.isalpha() and word in _LEGEND_CELLS
    )
    meanings = sum(1 for word in words if len(word) > 1 and word in _LEGEND_CELLS)
    return marks > 1 and meanings > 1 and all(not word or word in _LEGEND_CELLS for word in words)


def _mark_totals(columns: _Columns, kinds: NDArray[Any]) -> None:
    for number in range(min(6, columns.width)):
        totals = {
            word
            for word in columns.words(number, *_LETTERS_OF_TOTALS)
            if len(word) < 30
            and _TOTAL_WORD.search(word)
            and _TOTALS.match("".join(unicodedata.normalize("NFKC", word).split()))
        }
        if totals:
            kinds[columns.rows_with(number, totals) & (kinds == "data")] = "total"


def _mark_repeated(columns: _Columns, headers: tuple[Parts, ...], kinds: NDArray[Any]) -> None:
    named = [number for number, parts in enumerate(headers) if parts and not day_header(parts[-1])][
        :6
    ]
    if len(named) < 2:
        return
    same = np.zeros(len(kinds), dtype=int)
    for number in named:
        own = {
            word
            for word in columns.words(number, *headers[number], *_FILLING_HINTS)
            if "".join(word.split()) in headers[number] or word.strip() in _FILLING_HINTS
        }
        if own:
            same += columns.rows_with(number, own)
    kinds[(same >= max(2, len(named) // 2)) & (kinds != "blank")] = "repeated_header"


def _below(body: pd.DataFrame, kinds: NDArray[Any]) -> list[str]:
    rows = np.flatnonzero(kinds == "footer")
    return [text for row in rows for text in _row_texts(body.iloc[row].to_numpy(dtype=object))]
