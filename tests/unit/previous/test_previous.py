"""An earlier run read back: under one key, under another, and not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from kcbx_lib.county import CountySettings
from kcbx_lib.errors import WrongUse
from kcbx_lib.previous import load_previous
from kcbx_lib.privacy.identity import fingerprint, pseudonym, sample_key

OTHER_KEY = b"k" * 32


def settings(as_of: str = "2024-11-20", code: str = "990101") -> CountySettings:
    return CountySettings(
        code=code, name="青禾县", city="云岭市", policy="national", as_of=date.fromisoformat(as_of), term=None,
        folder=Path(),
    )  # fmt: skip


def linked(**people: dict[str, str]) -> SimpleNamespace:
    frame = pd.DataFrame.from_dict(
        people, orient="index", columns=["name", "resident_id", "student_no"]
    )
    frame.index.name = "subject"
    schools = pd.DataFrame(
        {
            "subject": list(people),
            "school_name": [who.get("school_name") for who in people.values()],
        }
    )
    return SimpleNamespace(people=frame.astype("str"), tables={"enrolment": schools.astype("str")})


NOW = linked(
    c_now_1={"name": "甲", "resident_id": "id-1"},
    c_now_2={"name": "乙", "student_no": "L-2"},
    c_now_3={"name": "丙", "school_name": "东河小学"},
    c_now_4={"name": "丁", "school_name": "东河小学"},
    c_now_5={"name": "丁", "school_name": "东河小学"},
)
KEY_TABLE = """subject,name,resident_id,student_no,school_name,grade,class_no
c_old_1,甲某,id-1,,西山小学,3,1
c_old_2,乙,,L-2,西山小学,3,1
c_old_3,丙,,,东河小学,3,1
c_old_4,丁,,,东河小学,3,1
c_old_6,戊,,,东河小学,3,1
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "青禾-2024-09-20"
    county = folder / "990101_青禾县"
    (county / "restricted").mkdir(parents=True)
    content = {
        "key_fingerprint": fingerprint(OTHER_KEY),
        "counties": [
            {"code": "990101", "folder": "990101_青禾县", "as_of": "2024-09-20"},
            {"code": "990102", "folder": None, "as_of": "2024-09-20"},
        ],
    }
    (folder / "run.json").write_text(json.dumps(content), encoding="utf-8")
    write(county / "restricted" / "key.csv", KEY_TABLE)
    subjects = ["c_old_1", "c_old_2", "c_old_3", "c_old_4", "c_old_6"]
    rows = [
        f"ATT-01-{n},ATT-01,high,child,{subject},2024-09-25,'-3 天"
        for n, subject in enumerate(subjects)
    ]
    rows.append("RES-01-9,RES-01,low,school,2990101001,2024-09-30,")
    write(
        county / "findings.csv",
        "finding_id,rule,severity,subject_kind,subject,due,condition\n" + "\n".join(rows),
    )
    write(
        county / "ledger_suspected.csv",
        "subject,case_no,case_state,opened_on,school_attempts,listed_since\nc_old_1,1,opened,2024-09-10,2,2024-09-20\n",
    )
    return folder


def write(path: Path, text: str) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())


def test_under_another_key_children_are_joined_by_id_number_and_a_name_unique_in_its_school(
    run: Path,
) -> None:
    frames = load_previous(run, NOW, settings(), key=sample_key())
    found = frames["previous_findings"].set_index("finding_id")
    assert found["subject"].to_dict() == {
        "ATT-01-0": "c_now_1",
        "ATT-01-1": "c_now_2",
        "ATT-01-2": "c_now_3",
        "ATT-01-3": "c_old_4",  # two children of that name are in the school now: nobody is guessed
        "ATT-01-4": "c_old_6",
        "RES-01-9": "2990101001",
    }
    assert found["is_matched"].to_dict() == {
        "ATT-01-0": True, "ATT-01-1": True, "ATT-01-2": True, "ATT-01-3": False, "ATT-01-4": False, "RES-01-9": True,
    }  # fmt: skip


def test_a_child_no_table_speaks_of_gets_the_pseudonym_of_its_id_and_keeps_its_name(
    run: Path,
) -> None:
    place = run / "990101_青禾县"
    write(place / "restricted" / "key.csv", KEY_TABLE + "c_old_7,己,id-7,,东河小学,3,1\n")
    write(place / "ledger_suspected.csv", "subject,case_no,listed_since\nc_old_7,7,2024-09-20\n")
    frames = load_previous(run, NOW, settings(), key=sample_key())
    now = pseudonym("id-7", sample_key())
    assert frames["previous_ledger_suspected"]["subject"].tolist() == [now]
    people = frames["previous_people"].set_index("subject")["name"].to_dict()
    assert people == {now: "己", "c_old_4": "丁", "c_old_6": "戊"}  # 甲, 乙 and 丙 are known now


def test_under_the_same_key_a_pseudonym_is_the_child(run: Path) -> None:
    (run / "990101_青禾县" / "restricted" / "key.csv").unlink()
    frames = load_previous(run, NOW, settings(), key=OTHER_KEY)
    assert frames["previous_findings"]["subject"].iloc[0] == "c_old_1"


def test_under_another_key_without_its_key_table_the_run_is_refused(run: Path) -> None:
    (run / "990101_青禾县" / "restricted" / "key.csv").unlink()
    with pytest.raises(WrongUse, match=r"另一把密钥.*restricted/key\.csv"):
        load_previous(run, NOW, settings(), key=sample_key())


def test_columns_come_back_as_they_went_out(run: Path) -> None:
    frames = load_previous(run, NOW, settings(), key=sample_key())
    ledger = frames["previous_ledger_suspected"].iloc[0]
    assert ledger["opened_on"] == pd.Timestamp("2024-09-10")
    assert ledger["listed_since"] == pd.Timestamp("2024-09-20")
    assert ledger["school_attempts"] == 2
    assert frames["previous_findings"]["condition"].iloc[0] == "-3 天"


def test_every_file_read_is_hashed_like_any_other_input(run: Path) -> None:
    sources = load_previous(run, NOW, settings(), key=sample_key())["previous_sources"]
    assert sources["file"].tolist() == [
        "990101_青禾县/findings.csv",
        "990101_青禾县/ledger_suspected.csv",
        "990101_青禾县/restricted/key.csv",
    ]
    assert sources["sha256"].str.fullmatch(r"[0-9a-f]{64}").all()


def test_a_county_folder_inside_a_run_may_be_named_too(run: Path) -> None:
    frames = load_previous(run / "990101_青禾县", NOW, settings(), key=OTHER_KEY)
    assert len(frames["previous_findings"]) == 6


@pytest.mark.parametrize("code", ["990102", "990199"])
def test_a_county_that_the_earlier_run_did_not_finish_has_no_past(run: Path, code: str) -> None:
    assert load_previous(run, NOW, settings(code=code), key=OTHER_KEY) == {}


def test_a_run_of_a_later_audit_date_is_no_earlier_run(run: Path) -> None:
    load_previous(run, NOW, settings("2024-09-20"), key=OTHER_KEY)
    with pytest.raises(WrongUse, match=r"2024-09-20 晚于本次的 2024-09-19"):
        load_previous(run, NOW, settings("2024-09-19"), key=OTHER_KEY)


def test_a_folder_that_is_no_run_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"run\.json"):
        load_previous(tmp_path / "nothing", NOW, settings(), key=OTHER_KEY)


def test_a_run_that_lost_its_findings_or_was_edited_is_refused(run: Path) -> None:
    place = run / "990101_青禾县" / "findings.csv"
    write(place, "finding_id,rule\n")
    with pytest.raises(WrongUse, match=r"findings\.csv 缺少列 severity、subject_kind、subject"):
        load_previous(run, NOW, settings(), key=OTHER_KEY)
    place.unlink()
    with pytest.raises(WrongUse, match=r"缺少 findings\.csv"):
        load_previous(run, NOW, settings(), key=OTHER_KEY)
    (run / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(WrongUse, match=r"run\.json 读不出"):
        load_previous(run, NOW, settings(), key=OTHER_KEY)
