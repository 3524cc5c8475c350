"""CASE-02: the category code means nothing in the list it stands in.

Reading: a code is checked against the list its own case names (D2: codes are namespaced by list
version); J and K are defined in none. Where the case names no list, only a code that no list defines
is found; where it names a list the profile does not know, nothing can be said. A blank code is
unknown, not invalid.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows

RULE = Rule(
    id="CASE-02",
    needs=("cases", "children"),
    uses=("case.category_lists",),
    serves=("D1", "D2"),
    demands=("case.category_lists",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case whose code its list does not define."""
    files = facts["case_files"]
    lists = policy["case.category_lists"]
    everywhere = {code for codes in lists.values() for code in codes}
    coded = files["category_code"].notna()
    of_list = files["list_name"].notna()
    unnamed = files["list_version"].isna()
    undefined = coded & of_list & files["is_known_code"].eq(False).fillna(False)
    nowhere = coded & unnamed & ~files["category_code"].isin(sorted(everywhere))
    tested = coded & (of_list | unnamed)
    other_list = int((coded & ~tested).sum())
    rows = case_rows(files, undefined | nowhere)
    rows["known_codes"] = (
        rows["list_name"]
        .map({name: "、".join(codes) for name, codes in lists.items()})
        .fillna("、".join(sorted(everywhere)))
    )
    count: dict[str, object] = {"count": other_list}
    return Found(rows, int(tested.sum()), ("rules_case.other_list", count) if other_list else None)
