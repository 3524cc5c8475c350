"""What was found, by family and rule, and what could not be tested."""

from __future__ import annotations

import html
from collections.abc import Hashable

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import language, say
from kcbx_lib.reports import charts
from kcbx_lib.rules.registry import FAMILIES, SEVERITIES, text_of_rule

MOST_CARDS = 12


def findings_by_family(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings by family and severity: one row a family, one column a severity."""
    families = findings["rule"].str.split("-").str[0].str.lower()
    counts = pd.crosstab(families, findings["severity"]).reindex(
        index=list(FAMILIES), columns=list(SEVERITIES), fill_value=0
    )
    counts = counts[counts.sum(axis=1) > 0]
    counts.index = pd.Index([say(f"story.family_{name}") for name in counts.index])
    return counts


def draw_findings(findings: pd.DataFrame) -> None:
    """Findings by family, severities stacked."""
    counts = findings_by_family(findings)
    _, axis = charts.new_figure(height=max(2.6, 0.5 * len(counts) + 1))
    high = int(counts["high"].sum()) if len(counts) else 0
    charts.stacked_bars(
        counts,
        axis,
        title=say("story.findings_title", count=int(counts.to_numpy().sum()), high=high),
        unit=say("story.unit_findings"),
        colours=charts.SEVERITY_COLOURS,
        labels={name: say(f"cli.{name}") for name in SEVERITIES},
    )


def findings_answer(findings: pd.DataFrame, rules: pd.DataFrame) -> Markdown:
    """How many findings, from how many rules, and how many rules could not be tested."""
    states = rules["state"].value_counts()
    return Markdown(
        say(
            "story.findings_answer",
            count=len(findings),
            high=int(findings["severity"].eq("high").sum()),
            rules=len(rules),
            found=int(states.get("found", 0)),
            clear=int(states.get("clear", 0)),
            not_tested=int(states.get("not_tested", 0)),
        )
    )


def findings_by_rule(findings: pd.DataFrame) -> pd.DataFrame:
    """One row a rule that found something: how often, on what basis, who acts first."""
    if findings.empty:
        return pd.DataFrame(
            columns=[say(f"story.rule_{c}") for c in ("id", "title", "severity", "count", "owner")]
        )
    rank = findings["severity"].map(SEVERITIES.index)
    grouped = findings.assign(rank=rank).groupby("rule")
    frame = grouped.agg(rank=("rank", "min"), count=("subject", "size"), owner=("owner", "first"))
    frame = frame.sort_values(
        ["rank", "count"], ascending=[True, False], kind="stable"
    ).reset_index()
    return pd.DataFrame(
        {
            say("story.rule_id"): frame["rule"],
            say("story.rule_title"): [
                text_of_rule(rule, "title", language()) for rule in frame["rule"]
            ],
            say("story.rule_severity"): [say(f"cli.{SEVERITIES[rank]}") for rank in frame["rank"]],
            say("story.rule_count"): frame["count"],
            say("story.rule_owner"): frame["owner"],
        }
    )


def gravest_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings a supervisor should read first: one of each rule, the gravest rules first.

    Of high severity where there are any, else of the next; one frequent rule does not hide the others.
    """
    rank = findings["severity"].map(SEVERITIES.index)
    turn = findings.assign(rank=rank, turn=findings.groupby("rule").cumcount())
    order = turn[turn["rank"].eq(rank.min())].sort_values(["turn", "rule"], kind="stable")
    return order.drop(columns=["rank", "turn"])


def finding_cards(findings: pd.DataFrame, *, most: int = MOST_CARDS) -> HTML | Markdown:
    """Findings in full, each standing alone: what, whose, on which basis, what to do, by whom and when."""
    shown = findings.head(most)
    if shown.empty:
        return Markdown(say("story.none"))
    cards = "".join(_card(dict(record)) for record in shown.to_dict("records"))
    rest = len(findings) - len(shown)
    more = f"<p>{html.escape(say('story.more_findings', count=rest))}</p>" if rest > 0 else ""
    return HTML(cards + more)


def _label(name: str) -> str:
    return f"<span>{html.escape(say(f'story.finding_{name}'))}</span> " if name else ""


def _card(finding: dict[Hashable, object]) -> str:
    text = {str(key): "" if pd.isna(value) else str(value) for key, value in finding.items()}
    title = text_of_rule(text["rule"], "title", language())
    place = " · ".join(part for part in (text["township"], text["school_code"]) if part)
    lines = [
        ("", text["condition"]),
        ("criterion", text["criterion"]),
        ("basis", text["basis"]),
        ("action", say("story.card_action", **{k: text[k] for k in ("action", "owner", "due")})),
        ("evidence", text["evidence"]),
    ]
    body = "".join(f"<p>{_label(name)}{html.escape(line)}</p>" for name, line in lines if line)
    head = (
        f"<b>{html.escape(text['rule'])} {html.escape(title)}</b> "
        f"<code>{html.escape(text['subject'])}</code> {html.escape(place)}"
    )
    return f'<div class="finding {html.escape(text["severity"])}"><p>{head}</p>{body}</div>'


def not_tested(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules that could not be tested, each with its reason."""
    frame = rules[rules["state"].eq("not_tested")]
    return pd.DataFrame(
        {
            say("story.rule_id"): frame["rule"],
            say("story.rule_title"): [
                text_of_rule(rule, "title", language()) for rule in frame["rule"]
            ],
            say("story.rule_reason"): frame["reason"],
        }
    )
