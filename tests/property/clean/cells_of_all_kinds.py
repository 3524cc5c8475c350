"""Cells as spreadsheets hold them, and worse: what the property tests draw from."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import strategies as st

# Pieces of every kind of value: joined at random they come near to the forms that are read.
PIECES = (
    [str(digit) for digit in range(10)]
    + [
        "19",
        "20",
        "2012",
        "2024",
        "99",
        "990101",
        "20120901",
        "001",
        "000",
        "12",
        "31",
        "30",
        "29",
        "02",
    ]
    + list("零一二三四五六七八九十百廿〇○两")
    + list("年月日号时分级届班期周季度第初高小大中")
    + [
        "年级",
        "学期",
        "学年",
        "季度",
        "秋季",
        "春季",
        "小学",
        "初中",
        "学校",
        "县",
        "镇",
        "村委会",
        "街道办事处",
        "人民政府",
    ]
    + [
        "是",
        "否",
        "有",
        "无",
        "非",
        "不是",
        "√",
        "×",
        "留守",
        "双亲",
        "单亲",
        "孤儿",
        "肢体",
        "元",
        "万",
        "%",
        "人",
    ]
    + ["张", "三", "買", "买提", "·", "•", "・", "?", "〓", "\ue123", "𠮷", "Zhang", "San"]
    + list("-–—/.,，、;；:：()（）'\"*+~_# ")
    + [
        "G",
        "J",
        "L",
        "LG",
        "X",
        "x",
        "Ⅹ",
        "E+17",
        "Q",
        "W",
        "A2",
        "H",
        "B1",
        "T",
        "Z",
        "+86",
        "138",
        "0370",
    ]
    + [
        "\u3000",
        "\xa0",
        "\u200b",
        "\ufeff",
        "\n",
        "\t",
        "０",
        "１",
        "２",
        "９",
        "Ａ",
        "．",
        "／",
        "\x00",
        "\ud800",
    ]
    + ["#REF!", "无", "不详", "null", "NaN"]
)

near_values = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


class Silent:
    """An object that refuses everything but to exist."""

    __hash__ = None

    def __str__(self):
        raise RuntimeError("no text")

    def __repr__(self):
        return "Silent()"

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    def __float__(self):
        raise RuntimeError("no number")


ODD = [
    None, True, False, float("nan"), float("inf"), -float("inf"), -0.0, 0, 1, 2, pd.NA, pd.NaT, 10**400, -(10**30),
    2**63, 1e300, 2012.1, 4.11e17, Decimal("1.50"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
    Decimal("1E+999"), Decimal("1E-999"), Fraction(1, 3), Fraction(10**400, 3), 1 + 2j,
    b"bytes", [1], {"a": 1}, (1, 2), {1}, np.array([1, 2]), np.int64(7), np.float64(7.5), np.bool_(True),
    np.datetime64("2012-09-01"), np.datetime64("NaT"), np.datetime64("12012-09-01"), np.str_("张三"),
    dt.time(8, 30), dt.timedelta(days=1),
    dt.datetime.max.replace(tzinfo=dt.UTC), dt.datetime.min.replace(tzinfo=dt.UTC),
    pd.Timestamp("2012-09-01", tz="UTC"), pd.Period("2012-09"), object(), Silent(), int, "\ud800\udc00", "\udfff",
    "9" * 5000, "张" * 500, " " * 50, "\x00", "１" * 30, "E" * 400, "1e99999999", "(" * 200,
]  # fmt: skip

cells = st.one_of(
    near_values,
    near_values,
    st.sampled_from(ODD),
    st.text(max_size=24),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=True),
    st.floats(1900, 2100).map(lambda number: round(number, 2)),
    st.integers(0, 10**8),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.none(),
)
