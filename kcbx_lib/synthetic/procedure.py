"""What was done about a child, step by step: movements, cases, persuasions, notices, home teaching."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.lists import person_columns

OUTSIDE = ("云岭市实验小学", "云岭市第三中学", "云岭市外国语学校", "滨江市育才学校")


def movements(
    people: pd.DataFrame, schools: pd.DataFrame, *, county: str, year: int, as_of: pd.Timestamp
) -> pd.DataFrame:
    """One row per change of enrolment, each approved and reviewed.

    A transfer within the county is in the books of both schools: one row out, one row in, with the
    same date and schools.
    """
    name = schools.set_index("school_code")["school_name"]
    story = people["story"]
    here = people["school_code"].map(name)
    former = people["from_school"].map(name)
    outside = pd.Series(
        [OUTSIDE[i % len(OUTSIDE)] for i in range(len(people))], index=people.index, dtype="str"
    )
    parts = [
        _moves(people[story.eq("suspended")], "suspend", from_school=here),
        _moves(people[story.eq("resumed")], "resume", to_school=here),
        _moves(people[story.eq("leaving")], "transfer_out", from_school=here, to_school=outside),
        _moves(people[story.eq("arriving")], "transfer_in", from_school=outside, to_school=here),
        _moves(people[story.eq("moved_in")], "transfer_in", from_school=outside, to_school=here),
        _moves(
            people[story.eq("moved_within")], "transfer_out", from_school=former, to_school=here
        ),
        _moves(people[story.eq("moved_within")], "transfer_in", from_school=former, to_school=here),
        _moves(
            people[story.eq("studying_elsewhere")],
            "study_elsewhere",
            from_school=here,
            to_school=outside,
        ),
        _moves(people[story.eq("died")], "death", from_school=here),
        _moves(people[story.eq("abroad")], "abroad", from_school=here),
        _moves(people[story.eq("delayed")], "delayed_entry"),
    ]
    suspended_before = people[story.eq("resumed")].assign(
        event_on=lambda rows: rows["event_on"] - pd.Timedelta(days=280)
    )
    parts.append(_moves(suspended_before, "suspend", from_school=here))
    graduates = people[story.eq("graduated")].assign(event_on=pd.Timestamp(year, 7, 5))
    parts.append(_moves(graduates, "graduate", from_school=here))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["date", "kind", "child"], kind="stable").reset_index(drop=True)
    number = rows.groupby(rows["date"].dt.year).cumcount() + 1
    by_township = rows["kind"].eq("delayed_entry")
    office = rows["township"].where(by_township, f"{county[:-1]}教体")
    rows["document"] = (
        office
        + by_township.map({True: "政", False: ""})
        + "〔"
        + rows["date"].dt.year.astype("str")
        + "〕"
        + number.astype("str")
        + "号"
    ).astype("str")
    reviewed = rows["date"] + pd.Timedelta(days=7)
    first = pd.Timestamp(year, 9, 10)
    reviewed = reviewed.mask(rows["date"].lt(pd.Timestamp(year, 9, 1)), first)
    rows["reviewed_on"] = reviewed.where(reviewed.le(as_of), as_of).astype("datetime64[us]")
    return rows.drop(columns="township")


def _moves(
    who: pd.DataFrame,
    kind: str,
    *,
    from_school: pd.Series | None = None,
    to_school: pd.Series | None = None,
) -> pd.DataFrame:
    blank = pd.Series(pd.NA, index=who.index, dtype="str")
    return person_columns(who).assign(
        kind=pd.Series(kind, index=who.index, dtype="str"),
        date=who["event_on"].astype("datetime64[us]"),
        from_school=blank if from_school is None else from_school.reindex(who.index).astype("str"),
        to_school=blank if to_school is None else to_school.reindex(who.index).astype("str"),
        township=who["township"].astype("str"),
    )


def cases(people: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per case: returned pupils, one being verified, and listed children deducted with proof."""
    story = people["story"]
    returned = people[story.eq("returned")]
    suspected = people[story.eq("suspected")]
    deducted = people[story.eq("deducted")]
    limit_day = returned["streak_until"]
    parts = [
        _case(
            returned,
            list_version="第三阶段",
            opened_on=limit_day,
            source="考勤",
            stage="returned",
            category_code="A2",
            cause="厌学",
            destination="在家",
            verified_on=limit_day,
            reported_on=limit_day,
            returned_on=returned["event_on"],
            placement="guided",
            closed_on=returned["event_on"],
            closing_evidence="返校证明、到校签到表",
        ),
        _case(
            suspected,
            list_version="第三阶段",
            opened_on=suspected["event_on"],
            source="考勤",
            stage="suspected",
            category_code="A2",
            cause="厌学",
            destination="在家",
            reported_on=suspected["event_on"],
        ),
    ]
    # On the first list: children enrolled elsewhere with a record of their own, and one abroad.
    turn = pd.Series(range(len(deducted)), index=deducted.index)
    for code, where, proof, members in (
        ("B", "在县外学校就读", "学籍证明、在读证明", turn.mod(3).ne(1)),
        ("H", "随父母出国", "护照及签证复印件", turn.mod(3).eq(1)),
    ):
        who = deducted[members]
        parts.append(
            _case(
                who,
                list_version="第一阶段",
                opened_on=who["event_on"],
                source="国家平台推送",
                stage="deducted",
                category_code=code,
                cause="非辍学",
                destination=where,
                verified_on=who["event_on"] + pd.Timedelta(days=6),
                reported_on=who["event_on"] + pd.Timedelta(days=1),
                closed_on=who["event_on"] + pd.Timedelta(days=8),
                closing_evidence=proof,
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["opened_on", "child"], kind="stable").reset_index(drop=True)
    rows["case_no"] = pd.Series(
        [f"{year}-{number + 1:03d}" for number in range(len(rows))], index=rows.index, dtype="str"
    )
    return rows


def _case(who: pd.DataFrame, *, reported_on: pd.Series, **values: object) -> pd.DataFrame:
    frame = person_columns(who).assign(case_no="")
    for column, dtype in _CASE_COLUMNS.items():
        value = values.get(column, pd.NaT if dtype.startswith("datetime") else pd.NA)
        if column in ("reported_township_on", "reported_bureau_on"):
            value = reported_on
        if not isinstance(value, pd.Series):
            value = pd.Series(value, index=frame.index)
        frame[column] = value.astype(dtype)
    return frame


_CASE_COLUMNS = {
    "list_version": "str",
    "opened_on": "datetime64[us]",
    "source": "str",
    "stage": "str",
    "category_code": "str",
    "cause": "str",
    "destination": "str",
    "verified_on": "datetime64[us]",
    "reported_township_on": "datetime64[us]",
    "reported_bureau_on": "datetime64[us]",
    "approval_no": "str",
    "returned_on": "datetime64[us]",
    "placement": "str",
    "closed_on": "datetime64[us]",
    "closing_evidence": "str",
}


def persuasions(
    cases: pd.DataFrame, people: pd.DataFrame, staff: dict[str, list[str]]
) -> pd.DataFrame:
    """One row per attempt: the class teacher visits on the day the limit is reached."""
    rows = cases[cases["stage"].isin(["returned", "suspected"])]
    truth = people.reindex(rows["child"])
    teachers = truth["school_code"].map(lambda code: "、".join(staff[str(code)][:2]))
    return (
        rows[["name", "resident_id", "student_no", "sex", "birth_date", "child"]]
        .assign(
            case_no=rows["case_no"],
            level=pd.Series("school", index=rows.index, dtype="str"),
            attempt_no=pd.Series(1, index=rows.index, dtype="Int64"),
            date=rows["opened_on"],
            method=pd.Series("家访", index=rows.index, dtype="str"),
            people=pd.Series(teachers.to_numpy(), index=rows.index, dtype="str"),
            result=rows["stage"]
            .map({"returned": "同意返校", "suspected": "继续动员"})
            .astype("str"),
            evidence=pd.Series("家访记录、照片", index=rows.index, dtype="str"),
        )
        .reset_index(drop=True)
    )


def notices(cases: pd.DataFrame) -> pd.DataFrame:
    """One notice for every second returned pupil: issued and served in order, within its deadline."""
    rows = cases[cases["stage"].eq("returned")].iloc[::2]
    number = pd.Series(range(1, len(rows) + 1), index=rows.index).astype("str")
    return (
        rows[["name", "resident_id", "student_no", "sex", "birth_date", "child", "case_no"]]
        .assign(
            kind=pd.Series("urge", index=rows.index, dtype="str"),
            number=(
                "催学〔" + rows["opened_on"].dt.year.astype("str") + "〕" + number + "号"
            ).astype("str"),
            issued_on=rows["opened_on"],
            served_on=rows["opened_on"],
            deadline=rows["opened_on"] + pd.Timedelta(days=7),
            outcome=pd.Series("已返校", index=rows.index, dtype="str"),
        )
        .reset_index(drop=True)
    )


def home_teaching(
    people: pd.DataFrame, staff: dict[str, list[str]], days: pd.DatetimeIndex
) -> pd.DataFrame:
    """One row per visit: every Wednesday on which school is kept, by two teachers."""
    visits = days[days.day_of_week == 2]
    taught = people[people["story"].eq("home_teaching")]
    who = taught.loc[taught.index.repeat(len(visits))]
    teachers = who["school_code"].map(lambda code: "、".join(staff[str(code)][:2]))
    return (
        person_columns(who)
        .assign(
            date=list(visits) * len(taught),
            hours=2.0,
            teachers=teachers.astype("str"),
            signed=True,
        )
        .astype({"date": "datetime64[us]", "hours": "Float64", "signed": "boolean"})
        .reset_index(drop=True)
    )
