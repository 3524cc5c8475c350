import pandas as pd
import pytest

from kcbx_lib.clean import Reason, disability_no, phone, school_code, student_no
from tests.unit.clean.invented_ids import WITH_X, WITHOUT_X, with_wrong_check

ID = WITHOUT_X


class TestStudentNo:
    @pytest.mark.parametrize("letter", ["G", "J", "L"])
    def test_national_numbers(self, letter):
        assert student_no.read(letter + ID) == (letter + ID, Reason.OK)
        assert student_no.read(letter.lower() + ID) == (letter + ID, Reason.NORMALISED)
        assert student_no.kind_of(letter + ID) == letter

    def test_two_letters_are_no_number(self):
        assert student_no.read("LG" + ID) == (None, Reason.BAD_CHARACTER)

    def test_only_a_g_number_holds_a_true_id(self):
        column = pd.Series(["G" + ID, "L" + ID, "J" + ID, "20180101", None])
        assert student_no.embedded_ids(column).iloc[0] == ID
        assert student_no.embedded_ids(column).iloc[1:].isna().all()
        assert student_no.kinds(column).iloc[:4].tolist() == ["G", "L", "J", "local"]

    def test_a_g_number_whose_id_fails_is_kept_and_flagged(self):
        odd = "G" + with_wrong_check(ID)
        assert student_no.read(odd) == (odd, Reason.AMBIGUOUS)
        assert student_no.embedded_id(odd) is None

    def test_a_lookalike_of_the_check_letter(self):
        assert student_no.read("G" + WITH_X[:17] + "×") == ("G" + WITH_X, Reason.REPAIRED)

    def test_local_numbers_are_kept_as_they_stand(self):
        assert student_no.read("2018010101") == ("2018010101", Reason.OK)
        assert student_no.read(2018010101) == ("2018010101", Reason.NORMALISED)

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [("G" + ID[:17], Reason.BAD_LENGTH), (float(ID), Reason.PRECISION_LOST),
         ("4.11E+17", Reason.PRECISION_LOST),
         ("无", Reason.BLANK), ("0", Reason.BLANK), ("学籍1", Reason.BAD_CHARACTER)],
    )  # fmt: skip
    def test_what_is_wrong(self, raw, reason):
        assert student_no.read(raw) == (None, reason)


class TestDisabilityNo:
    def test_its_parts(self):
        column = pd.Series([ID + "42", ID + "42B1", WITH_X[:17] + "x53", ID, None, "无"])
        assert disability_no.clean_column(column).value.iloc[:3].tolist() == [
            ID + "42", ID + "42", WITH_X + "53",
        ]  # fmt: skip
        assert disability_no.id_part(column).iloc[:4].tolist() == [ID, ID, WITH_X, ID]
        assert disability_no.kind(column).iloc[:3].tolist() == ["4", "4", "5"]
        assert disability_no.grade(column).iloc[:3].tolist() == ["2", "2", "3"]
        assert disability_no.kind(column).iloc[3:].isna().all()

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [(ID, Reason.BAD_LENGTH), (ID + "82", Reason.UNKNOWN_CODE), (ID + "45", Reason.UNKNOWN_CODE),
         (with_wrong_check(ID) + "42", Reason.BAD_CHECKSUM), (float(ID + "42"), Reason.PRECISION_LOST)],
    )  # fmt: skip
    def test_what_is_wrong(self, raw, reason):
        assert disability_no.read(raw) == (None, reason)


class TestPhone:
    @pytest.mark.parametrize(
        "raw", ["+86 138-1234-5678", "138 1234 5678", "8613812345678", "爸爸13812345678", "父：13812345678",
         "13812345678、", "13812345678.0"]
    )  # fmt: skip
    def test_a_mobile(self, raw):
        assert phone.read(raw) == ("13812345678", Reason.NORMALISED)

    @pytest.mark.parametrize("raw", ["13812345678", 13812345678, 13812345678.0])
    def test_a_plain_mobile_needs_nothing(self, raw):
        assert phone.read(raw) == ("13812345678", Reason.OK)

    @pytest.mark.parametrize("raw", ["0370 3123456", "(0370)3123456", "0370－3123456"])
    def test_a_landline(self, raw):
        assert phone.read(raw) == ("0370-3123456", Reason.NORMALISED)

    @pytest.mark.parametrize(
        "raw", ["13812345678/13912345678", "13812345678 13912345678", "13812345678、爸"]
    )
    def test_of_several_the_first_is_kept_and_flagged(self, raw):
        assert phone.read(raw) == ("13812345678", Reason.AMBIGUOUS)

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [("138****5678", Reason.INCOMPLETE), ("1.38E+10", Reason.PRECISION_LOST), ("无", Reason.BLANK),
         ("000", Reason.BLANK),
         ("110", Reason.BAD_LENGTH), ("张三", Reason.BAD_CHARACTER)],
    )  # fmt: skip
    def test_what_is_wrong(self, raw, reason):
        assert phone.read(raw) == (None, reason)


def test_a_schools_code_is_text():
    assert school_code.read(2141000001.0) == ("2141000001", Reason.NORMALISED)
    assert school_code.read("2141000001") == ("2141000001", Reason.OK)
    assert school_code.read("2.141E+10") == (None, Reason.PRECISION_LOST)
    assert school_code.read("无") == (None, Reason.BLANK)
