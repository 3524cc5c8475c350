"""REP-09: the counts of a verification phase do not close.

Within a list: checked = deducted + suspected (+ dropouts, + returned), as a report of the phase states
it; each child of the list stands in it once, with one result. Between phases of one list: the second
takes up exactly the children the first left suspected. A list of another origin, as the third phase's
is, has none of them and is not compared.

From month to month: the children still out grow by no more than the new suspected cases and dropouts,
and fall by no more than those brought back and those whose case was closed or deducted. What lies between
depends on how a county counts and is left alone.
"""

from __future__ import annotations

import re
from itertools import chain, combinations, pairwise

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, next_period
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.periodic import WHO, reports_of

RULE = Rule(
    id="REP-09",
    needs=(),
    uses=("report.true_counts", "case.category_lists"),
    serves=("D1", "D3", "D7", "S8"),
)
RESULTS = ("suspected_new", "dropout_new", "returned", "outstanding")
PHASE = re.compile(r"(?P<list>.*?)第(?P<phase>[一二三123])阶段")
NUMBER = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3}


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a report or a list whose counts do not close."""
    rows: list[dict[str, object]] = []
    tested = 0
    for judge in (_reports, _lists, _phases, _outstanding):
        found, looked_at = judge(facts)
        rows += found
        tested += looked_at
    if not tested:
        return Found.untested("rules_rep.no_phases")
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


def _reports(facts: Facts) -> tuple[list[dict[str, object]], int]:
    """Reports that state how many were checked: some reading of the results has to close."""
    if not facts.has("reports") or "checked" not in facts["reports"]:
        return [], 0
    reports = facts["reports"]
    stated = reports[reports["checked"].notna() & reports["deducted"].notna()]
    rows: list[dict[str, object]] = []
    for row_id, report in zip(stated.index, stated.to_dict("records"), strict=True):
        rest = int(report["checked"]) - int(report["deducted"])
        given = [int(report[name]) for name in RESULTS if pd.notna(report[name])]
        readings = chain.from_iterable(combinations(given, n) for n in range(1, len(given) + 1))
        if not given or any(sum(reading) == rest for reading in readings):
            continue
        what = label("rules_rep.phase_sum", checked=report["checked"], deducted=report["deducted"],
                     rest=rest, results=joined(map(str, given)))  # fmt: skip
        rows.append(_row(f"{report['org']} {report['period']}", what, [str(row_id)]))
    return rows, len(stated)


def _lists(facts: Facts) -> tuple[list[dict[str, object]], int]:
    """Lists in which a child stands twice with different results, or was verified without a result."""
    if not facts.has("cases"):
        return [], 0
    listed = facts["cases"][facts["cases"]["list_version"].notna()]
    rows: list[dict[str, object]] = []
    for name, members in listed.groupby("list_version", sort=True):
        results = members.dropna(subset=["subject", "stage"]).groupby("subject")["stage"].nunique()
        twice = members[members["subject"].isin(results.index[results.gt(1)])]
        open_ended = members[members["stage"].isna() & members["verified_on"].notna()]
        if len(twice) or len(open_ended):
            what = label("rules_rep.phase_list", rows=len(members), twice=int(results.gt(1).sum()),
                         without=len(open_ended))  # fmt: skip
            evidence = sorted({*twice.index.astype("str"), *open_ended.index.astype("str")})
            rows.append(_row(str(name), what, evidence))
    return rows, int(listed["list_version"].nunique())


def _phases(facts: Facts) -> tuple[list[dict[str, object]], int]:
    """The second phase of a list against those the first left suspected."""
    if not facts.has("cases"):
        return [], 0
    cases = facts["cases"].dropna(subset=["list_version", "subject"])
    read = cases["list_version"].str.extract(PHASE)
    phase = read["phase"].map(NUMBER)
    rows: list[dict[str, object]] = []
    tested = 0
    for name, members in cases.groupby(read["list"], sort=True):
        first = members[phase.reindex(members.index).eq(1)]
        second = members[phase.reindex(members.index).eq(2)]
        left = set(first.loc[first["stage"].eq("suspected"), "subject"])
        taken_up = set(second["subject"])
        if not left & taken_up:
            continue
        tested += 1
        if left != taken_up:
            apart = left ^ taken_up
            both = pd.concat([first, second])
            what = label(
                "rules_rep.phase_carry", left=len(left), taken_up=len(taken_up), apart=len(apart)
            )
            evidence = sorted(both.index[both["subject"].isin(list(apart))].astype("str"))
            rows.append(_row(f"{name}第二阶段", what, evidence))
    return rows, tested


def _outstanding(facts: Facts) -> tuple[list[dict[str, object]], int]:
    """Consecutive reports of an organisation whose number still out could not have come about."""
    if not facts.has("reports"):
        return [], 0
    counted = reports_of(facts, "monthly").reset_index(names="row_id")
    counted = counted[counted["outstanding"].notna()].sort_values(
        ["org_key", "period", "submitted_on", "row_id"], kind="stable"
    )
    counted = counted.drop_duplicates(["org_key", "period"], keep="last")
    settled = _settled(facts)
    rows: list[dict[str, object]] = []
    tested = 0
    for _, own in counted.groupby("org_key", sort=True):
        for before, now in pairwise(own.to_dict("records")):
            flows = [now[name] for name in ("suspected_new", "dropout_new", "returned")]
            if next_period(before["period"]) != now["period"] or any(map(pd.isna, flows)):
                continue
            tested += 1
            most = before["outstanding"] + now["suspected_new"] + now["dropout_new"]
            is_too_low = False
            if settled is not None:
                code = now["school_code"]
                out = sum(settled.values()) if pd.isna(code) else settled.get(code, 0)
                is_too_low = now["outstanding"] < before["outstanding"] - now["returned"] - out
            if now["outstanding"] > most or is_too_low:
                what = label("rules_rep.phase_outstanding", before=before["outstanding"],
                             suspected=flows[0], dropout=flows[1], returned=flows[2],
                             now=now["outstanding"], period=now["period"])  # fmt: skip
                evidence = sorted([str(before["row_id"]), str(now["row_id"])])
                who = {name: now[name] for name in WHO}
                rows.append({**who, "case_key": now["period"], "what": what, "evidence": evidence})
    return rows, tested


def _settled(facts: Facts) -> dict[str, int] | None:
    """By school, the cases that left the number still out without a return; None without cases."""
    if not facts.has("cases") or not facts.has("children"):
        return None
    cases = facts["cases"]
    is_settled = cases["stage"].eq("deducted").fillna(False) | (
        cases["closed_on"].notna() & cases["returned_on"].isna()
    )
    home = cases["subject"].map(facts["children"]["school_code"]).astype("str")
    school = cases["school_code"].fillna(home) if "school_code" in cases else home
    counts = school[is_settled].fillna("").value_counts()
    return {str(code): int(count) for code, count in counts.items()}


def _row(subject: str, what: str, evidence: list[str]) -> dict[str, object]:
    return {"subject_kind": "report", "subject": subject, "what": what, "evidence": evidence}
