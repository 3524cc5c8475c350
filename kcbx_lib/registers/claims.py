"""What other offices say of a child's schooling: lists, the household register, earlier cases."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.registers.school_kinds import KINDERGARTEN_NAMES

CASE_CLAIMS = {
    ("第一阶段", "A"): "moved_away",
    ("第一阶段", "B"): "studying_elsewhere",
    ("第一阶段", "C"): "studying_elsewhere",
    ("第一阶段", "D"): "studying_elsewhere",
    ("第一阶段", "E"): "delayed",
    ("第一阶段", "F"): "over_age",
    ("第一阶段", "G"): "missing",
    ("第一阶段", "H"): "abroad",
    ("第三阶段", "B2"): "studying_elsewhere",
}
"""What a deduction says, by list version and code: a code means nothing outside its list."""

CASE_WORDS = (
    ("dead", "死亡|去世|病故|亡故|身故"),
    ("abroad", "出国|出境|国外|境外"),
    ("over_age", "超龄"),
    ("moved_away", "迁出|迁往|户口注销"),
    ("graduated", "毕业"),
    ("studying_elsewhere", "外省|省外|外县|县外|市外|外地|借读|已转学|在.{0,12}就读"),
)
"""Where a deduction's code says "other", its cause or destination may say more."""

LISTS = ("poverty", "disability")


def list_claims(facts: Facts) -> pd.DataFrame:
    """Per subject, what the lists of other offices say of schooling, one column a claim.

    ``list_outside``: in school, at a school that is none of the county's. A kindergarten is no school:
    of a child below the age of entry nobody asks for one, and to a child of age it is no explanation.
    """
    parts = []
    for table in LISTS:
        if facts.has(table):
            rows = facts[table]
            rows = rows[rows["subject"].notna() & rows["schooling"].notna()]
            parts.append(rows[["subject", "schooling", "school_code", "school_name"]])
    columns = [
        "list_in_school", "list_outside", "list_special", "list_home", "list_not", "list_delayed",
        "list_suspended",
    ]  # fmt: skip
    if not parts:
        return pd.DataFrame({column: pd.Series(dtype="bool") for column in columns})
    said = pd.concat(parts)
    at_kindergarten = said["school_name"].astype("str").str.contains(KINDERGARTEN_NAMES, regex=True)
    in_school = said["schooling"].isin(["in_school", "inclusive"]) & ~at_kindergarten.eq(True)
    claims = pd.DataFrame(
        {
            "list_in_school": in_school,
            "list_outside": in_school & said["school_name"].notna() & said["school_code"].isna(),
            "list_special": said["schooling"].eq("special_school"),
            "list_home": said["schooling"].eq("home_teaching"),
            "list_not": said["schooling"].eq("not_in_school"),
            "list_delayed": said["schooling"].eq("delayed"),
            "list_suspended": said["schooling"].eq("suspended"),
        }
    )
    return claims.groupby(said["subject"].to_numpy()).any()


def registration(facts: Facts) -> pd.DataFrame:
    """Per subject of the household register: ``cancelled`` (the reason's code, ``unstated`` without
    one), NA while any registration stands on the audit date.
    """
    if not facts.has("population"):
        return pd.DataFrame({"cancelled": pd.Series(dtype="str")})
    rows = facts["population"].dropna(subset=["subject"])
    known = rows["cancelled_on"].le(facts.as_of)
    undated = rows["cancelled_on"].isna() & rows["cancel_reason"].notna()
    ended = (known | undated).astype(bool)
    stands = rows.loc[~ended, "subject"].unique()
    gone = rows[ended & ~rows["subject"].isin(stands)]
    reason = gone["cancel_reason"].fillna("unstated")
    gone = gone.assign(cancelled=reason).sort_values(["subject", "cancelled_on", "cancelled"])
    return gone.drop_duplicates("subject", keep="last").set_index("subject")[["cancelled"]]


def case_claims(facts: Facts) -> pd.DataFrame:
    """Per subject, its latest case known on the audit date: ``case_stage, case_claim, case_no``.

    ``case_claim`` is what a deduction says of the child (see CASE_CLAIMS), ``unstated`` where it says
    nothing that is known.
    """
    columns = ["case_stage", "case_claim", "case_no"]
    if not facts.has("cases"):
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    rows = facts["cases"]
    rows = rows[rows["subject"].notna() & ~rows["opened_on"].gt(facts.as_of)]
    rows = rows.sort_values(["subject", "opened_on", "case_no"], kind="stable", na_position="first")
    last = rows.drop_duplicates("subject", keep="last").set_index("subject")
    version = last["list_version"].fillna("").astype("str")
    code = last["category_code"].fillna("").astype("str")
    claim = pd.Series("unstated", index=last.index, dtype="str")
    free = last["cause"].fillna("") + "；" + last["destination"].fillna("")
    for meaning, words in reversed(CASE_WORDS):
        claim = claim.mask(free.str.contains(words, regex=True), meaning)
    for (phase, letter), meaning in CASE_CLAIMS.items():
        claim = claim.mask(version.str.contains(phase, regex=False) & code.eq(letter), meaning)
    deducted = last["stage"].eq("deducted")
    returned = last["stage"].eq("returned") | last["returned_on"].le(facts.as_of)
    stage = last["stage"].mask(~deducted & returned.fillna(False).astype(bool), "returned")
    return pd.DataFrame(
        {
            "case_stage": stage.astype("str"),
            "case_claim": claim.where(deducted),
            "case_no": last["case_no"].astype("str"),
        }
    )
