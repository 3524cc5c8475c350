"""The form answers a mistake in words."""

import pytest

from kcbx_lib import start_form
from kcbx_lib.messages import use_language


@pytest.fixture(autouse=True)
def chinese():
    yield
    use_language("zh")


def test_a_folder_that_is_not_there_is_answered_in_words(tmp_path):
    form = start_form.begin(str(tmp_path / "数据"), "990101")
    assert form.audit is None
    assert "找不到数据文件夹 数据" in start_form.checked(form).data
    for cell in (start_form.accounting, start_form.headline, start_form.first_findings):
        assert "先改正" in cell(form).data


def test_a_code_that_no_folder_carries_is_answered_with_those_there_are(tmp_path):
    county = tmp_path / "甲"
    county.mkdir()
    (county / "county.yml").write_text('code: "990102"\nname: 甲\nas_of: 2024-11-20\n')
    form = start_form.begin(str(tmp_path), "990101")
    assert "990102" in start_form.checked(form).data


def test_an_unknown_language_is_answered_in_words(tmp_path):
    form = start_form.begin(str(tmp_path), "990101", lang="fr")
    assert form.audit is None
    assert "fr" in form.problem


def test_an_empty_folder_for_results_says_how_to_have_them_written():
    form = start_form.Form(audit=object(), problem="", out="")
    text = start_form.results(form).data
    assert "没有写出文件" in text
    assert "(data_quality.ipynb)" in text


def test_results_that_were_written_are_linked(tmp_path):
    (tmp_path / "findings.csv").write_text("")
    form = start_form.Form(audit=object(), problem="", out=str(tmp_path))
    text = start_form.results(form).data
    assert f"({(tmp_path / 'findings.csv').as_posix()})" in text
    assert "risk.csv" not in text
