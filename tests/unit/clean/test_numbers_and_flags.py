import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.clean import Reason, codes, flags, left_behind, lists, numbers
from kcbx_lib.tables.codes import code_list_names, load_codes

LABELS = {
    "肢体": "limb", "肢体残疾": "limb", "4": "limb", "智力": "mind", "5": "mind", "无": "none",
}  # fmt: skip


class TestFlags:
    @pytest.mark.parametrize(
        "raw",
        [
            "是",
            "有",
            1,
            "1",
            1.0,
            "√",
            "✓",
            "Y",
            "y",
            "对",
            "Ｙ",
            True,
            " 是 ",
            "是（低保）",
            "1-是",
        ],
    )
    def test_yes(self, raw):
        assert flags.read(raw)[0] is True

    @pytest.mark.parametrize(
        "raw",
        ["否", "无", 0, "0", 0.0, "×", "空", "N", "/", "—", "-", False, "非", "没有", "否(已脱贫)"],
    )
    def test_no(self, raw):
        assert flags.read(raw)[0] is False

    @pytest.mark.parametrize("raw", ["", None, " ", "不详", "未知", float("nan"), pd.NA])
    def test_blank_is_unknown_and_not_no(self, raw):
        assert flags.read(raw) == (None, Reason.BLANK)

    @pytest.mark.parametrize("raw", ["也许", 2, "3", "是否", dt.date(2024, 1, 1), 0.5])
    def test_a_word_that_nobody_agreed_on_is_unknown(self, raw):
        assert flags.read(raw) == (None, Reason.UNKNOWN_CODE)

    def test_a_columns_own_words(self):
        column = pd.Series(["孤儿", "非孤儿", "不是孤儿", "已签", "未签", "王某"])
        cleaned = flags.clean_column(column, labels=["孤儿"], yes=["已签"], no=["未签"])
        assert cleaned.value.dtype == "boolean"
        assert cleaned.value.tolist() == [True, False, False, True, False, pd.NA]

    def test_any_text_may_mean_yes(self):
        column = pd.Series(["王某", "未签", "/", "", "#REF!"])
        cleaned = flags.clean_column(column, no=["未签"], text_means=True)
        assert cleaned.value.tolist() == [True, False, False, pd.NA, pd.NA]


class TestLeftBehind:
    @pytest.mark.parametrize(
        ("raw", "answer", "away"),
        [(0, False, 0), (1, True, 1), (2, True, 2), ("2", True, 2), ("非留守儿童", False, 0),
         ("单亲留守儿童", True, 1),
         ("双亲留守", True, 2), ("是", True, pd.NA), ("否", False, 0), ("无", False, 0), ("留守儿童", True, pd.NA),
         ("父亲外出务工", True, 1), ("父母双方外出", True, 2), ("", pd.NA, pd.NA), (3, pd.NA, pd.NA),
         ("母亲在家", pd.NA, pd.NA), ("单亲，非留守", False, 0)],
    )  # fmt: skip
    def test_codes_and_words(self, raw, answer, away):
        column = pd.Series([raw], dtype=object)
        assert left_behind.clean_column(column).value.tolist() == [answer]
        assert left_behind.parents_away(column).tolist() == [away]


class TestCodes:
    @pytest.mark.parametrize(
        "raw", ["肢体", "肢 体", 4, 4.0, "4", "４", "4-肢体", "肢体(4)", "50-肢体", "4.肢体残疾"]
    )
    def test_the_label_is_matched_first(self, raw):
        assert codes.read(raw, aliases=LABELS) == ("limb", Reason.NORMALISED)

    def test_a_label_contradicts_a_number(self):
        assert codes.read("5-肢体", aliases=LABELS)[0] == "limb"

    def test_the_list_decides_what_no_means(self):
        assert codes.read("无", aliases=LABELS)[0] == "none"
        assert codes.read("无", aliases={"肢体": "limb"}) == (None, Reason.BLANK)

    def test_what_is_not_in_the_list_is_not_guessed(self):
        for raw in ("肢体二级", "肢", "6", "火星"):
            assert codes.read(raw, aliases=LABELS) == (None, Reason.UNKNOWN_CODE)

    def test_the_longest_label_inside_only_if_asked(self):
        read = {raw: codes.read(raw, aliases=LABELS, contains=True)[0]
                for raw in ("肢体残疾二级", "非肢体", "肢体、智力")}  # fmt: skip
        assert read == {"肢体残疾二级": "limb", "非肢体": None, "肢体、智力": None}

    def test_several_codes_in_a_cell(self):
        column = pd.Series(["肢体、智力", "肢体；火星", "火星、水星", "智力"])
        cleaned = codes.clean_column(column, aliases=LABELS, multiple=True)
        assert cleaned.value.iloc[[0, 1, 3]].tolist() == ["limb、mind", "limb", "mind"]
        assert cleaned.reason.tolist() == [
            Reason.NORMALISED, Reason.INCOMPLETE, Reason.UNKNOWN_CODE, Reason.NORMALISED,
        ]  # fmt: skip

    def test_one_wording_for_two_codes_is_a_fault_of_the_list(self):
        with pytest.raises(ValueError, match="two codes"):
            codes.compact_aliases({"男": "male", " 男": "female"})

    @pytest.mark.parametrize("name", code_list_names())
    def test_every_wording_of_the_dictionary_finds_its_code(self, name):
        known = load_codes(name)
        column = pd.Series(list(known.aliases), dtype="str")
        cleaned = codes.clean_column(column, aliases=known.aliases)
        assert cleaned.value.tolist() == list(known.aliases.values())


class TestNumbers:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [("1,250.00元", 1250), ("￥1,250", 1250), ("１２５０", 1250), ("1250元/年", 1250), ("3.5万", 35000),
         ("0.1万元", 1000),
         ("-5", -5), ("95%", 0.95), ("第3次", 3), ("第三次", 3), ("十二", 12), ("12人", 12), ("1e5", 100000),
          (12, 12), (12.5, 12.5),
         ("2021年", 2021), ("1，250", 1250), ("1 250", 1250), ("0", 0)],
    )  # fmt: skip
    def test_numbers(self, raw, value):
        assert numbers.read(raw)[0] == value

    @pytest.mark.parametrize("raw", ["约50", "50-60", "1,25", "50多", ">50", "1,250,00", "12,5000"])
    def test_two_readings_are_not_guessed(self, raw):
        assert numbers.read(raw) == (None, Reason.AMBIGUOUS)

    @pytest.mark.parametrize("raw", ["", "无", "-", "/", None])
    def test_nothing_is_not_zero(self, raw):
        assert numbers.read(raw) == (None, Reason.BLANK)

    @pytest.mark.parametrize(
        "raw", ["缺考", "abc", True, dt.date(2024, 1, 1), float("inf"), "1.2.3", "#DIV/0!"]
    )
    def test_a_word_is_no_number(self, raw):
        assert numbers.read(raw) == (None, Reason.UNPARSEABLE)

    def test_whole_numbers_and_bounds(self):
        assert numbers.read("3.0", integer=True) == (3, Reason.OK)
        assert numbers.read("3.5", integer=True) == (None, Reason.UNPARSEABLE)
        assert numbers.read(10**30) == (None, Reason.OUT_OF_RANGE)
        for raw, value in (("-1", None), ("0", 0), ("100", 100), ("101", None)):
            assert numbers.read(raw, minimum=0, maximum=100)[0] == value

    def test_columns_have_nullable_types(self):
        assert numbers.clean_column(pd.Series(["1.5", None])).value.dtype == "Float64"
        assert numbers.clean_column(pd.Series(["1", None]), integer=True).value.dtype == "Int64"


class TestLists:
    def test_parts(self):
        assert lists.split("张三、李四；王五,赵六\n钱七，孙八;周九") == [
            "张三", "李四", "王五", "赵六", "钱七", "孙八", "周九",
        ]  # fmt: skip

    def test_brackets_hold_together_and_repeats_count_once(self):
        assert lists.split("张三(班主任、数学)、李四、李四、无") == ["张三(班主任、数学)", "李四"]

    def test_one_row_a_value(self):
        column = pd.Series(["张三、李四", None, "无", "王五"], index=list("abcd"))
        rows = lists.explode(column)
        assert list(rows.items()) == [("a", "张三"), ("a", "李四"), ("d", "王五")]
