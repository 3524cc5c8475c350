"""ATT-02: no home visit in time after a streak at the limit.

Reading: the family has to be sought out between the streak's first day and
``absence.home_visit_within_days`` after the limit. Any attempt for the child in that time counts whose
method is blank or may have been a visit; one that was a call, a message or a letter and nothing else is no
visit. An attempt without a readable date may have been made in time (that the date is missing is CASE-04).
So does a home-visit entry (家访) of the child's school in that time, since activities name no child: that
is weaker evidence, taken in the school's favour. Source: H1 (visited at home, promptly).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.streaks import is_explained, marked_between, may_be_longer

RULE = Rule(
    id="ATT-02",
    needs=("streaks", "presence", "persuasions"),
    uses=("absence.home_visit_within_days", "absence.report_streak_days"),
    serves=("H1", "Z4"),
    demands=("absence.home_visit_within_days", "absence.report_streak_days"),
)
FROM_AFAR = r"电话|手机|微信|QQ|qq|钉钉|短信|信息|视频|语音|网络|线上|网上|书信|信函|来信|写信|寄信"
BETWEEN = r"联系|沟通|通话|劝返|劝说|动员|通知|连线|聊天|告知|家长|监护人|与|和|及|发|打|致|一次|[、,，;；/+\s。.]"
"""Words beside them that say nothing of a visit; whatever else is written may have been one."""


def find(facts: Facts, policy: Policy) -> Found:
    """One row per streak at the limit without a visit in time."""
    days = pd.Timedelta(days=int(policy["absence.home_visit_within_days"]))
    streaks = facts["streaks"]
    reached = streaks[streaks["limit_reached_on"].notna()]
    reached = reached.assign(visit_by=reached["limit_reached_on"] + days)
    overdue = reached[reached["visit_by"].lt(facts.as_of)]
    visited = _visited_child(overdue, facts) | _visited_by_school(overdue, facts)
    open_ = overdue[~visited & ~is_explained(overdue, facts)]
    rows = open_.assign(case_key=open_["start"].dt.strftime("%Y-%m-%d")).reset_index(drop=True)
    rows["longer"] = may_be_longer(rows)
    rows["evidence"] = marked_between(facts, rows, first="start", last="end")
    return Found(rows, len(facts["presence"]))


def _visited_child(streaks: pd.DataFrame, facts: Facts) -> pd.Series:
    rows = facts["persuasions"]
    method = rows.reindex(columns=["method"])["method"].astype("str").fillna("")
    rest = method.str.replace(FROM_AFAR, "", regex=True).str.replace(BETWEEN, "", regex=True)
    from_afar = method.str.contains(FROM_AFAR, regex=True) & rest.eq("")
    attempts = rows.loc[~from_afar.astype(bool), ["subject", "date"]].dropna(subset=["subject"])
    undated = attempts.loc[attempts["date"].isna(), "subject"]
    return _within(streaks, attempts.dropna(), "subject") | streaks["subject"].isin(undated)


def _visited_by_school(streaks: pd.DataFrame, facts: Facts) -> pd.Series:
    if not facts.has("activities") or "school_code" not in facts["activities"]:
        return pd.Series(False, index=streaks.index)
    done = facts["activities"]
    visits = done.loc[done["kind"].eq("home_visit").fillna(False), ["school_code", "date"]].dropna()
    return _within(streaks, visits, "school_code")


def _within(streaks: pd.DataFrame, dated: pd.DataFrame, by: str) -> pd.Series:
    """Whether any date lies between the streak's first day and the deadline."""
    pairs = streaks[[by, "start", "visit_by"]].rename_axis(index="streak").reset_index()
    pairs = pairs.merge(dated, on=by, how="inner", validate="many_to_many")
    hit = pairs.loc[pairs["date"].between(pairs["start"], pairs["visit_by"]), "streak"]
    return pd.Series(streaks.index.isin(hit), index=streaks.index)
