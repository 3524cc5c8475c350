"""How the registers agree: who stands in which, what explains each child, what waits for a person.

The picture of the flow into states is ``story.draw_state_flow``; here stand the overlaps before it and
the explanations, findings and open questions after it.
"""

from __future__ import annotations

import pandas as pd
from IPython.display import Markdown

from kcbx_lib.facts import Facts
from kcbx_lib.link import Linked
from kcbx_lib.messages import catalogue, language, say
from kcbx_lib.reports import charts
from kcbx_lib.reports.story.shared import table_if_any
from kcbx_lib.rules.registry import text_of_rule
from kcbx_lib.tables import load_table

__all__ = ["table_if_any"]
REGISTERS = ("population", "enrolment", "attendance", "poverty", "disability", "welfare")
MOST_COMBINATIONS = 12
ID_STATES = ("valid", "repaired", "invalid", "precision_lost", "blank")


def overlap_counts(
    facts: Facts, *, most: int = MOST_COMBINATIONS
) -> tuple[pd.Series, pd.DataFrame]:
    """Children by the registers they stand in: ``sizes`` by combination and the true/false ``sets``.

    Only registers handed in are shown. Combinations beyond ``most`` are the rarest and left out; the
    title of the picture says how many children they hold.
    """
    shown = [name for name in REGISTERS if facts.has(name)]
    inside = facts["children"][[f"in_{name}" for name in shown]].eq(True).fillna(False)
    inside = inside[inside.any(axis=1)].astype(bool)
    inside.columns = pd.Index(shown)
    counts = inside.groupby(shown, sort=True).size().rename("count").reset_index()
    order = ["count", *shown]
    counts = counts.sort_values(order, ascending=[False] * len(order), kind="stable").head(most)
    sets = counts[shown].T.astype(bool)
    sets.columns = pd.RangeIndex(len(counts))
    sets.index = pd.Index([load_table(name).title[language()] for name in shown])
    return counts["count"].reset_index(drop=True), sets


def draw_overlaps(facts: Facts) -> None:
    """Which children stand in which registers together."""
    from matplotlib import pyplot as plt

    sizes, sets = overlap_counts(facts)
    charts.use_chinese_font()
    _, axes = plt.subplots(
        2, 1, figsize=(8.4, 4.8), gridspec_kw={"height_ratios": [3, 0.42 * len(sets) + 0.4]}
    )
    both = _in_both(facts, "population", "enrolment")
    title = say("register_story.overlap_title", both=f"{both:,}")
    charts.overlaps(sizes, sets, (axes[0], axes[1]), title=title, unit=say("story.unit_children"))


def _in_both(facts: Facts, one: str, other: str) -> int:
    children = facts["children"]
    return int((children[f"in_{one}"].eq(True) & children[f"in_{other}"].eq(True)).sum())


def overlap_answer(facts: Facts) -> Markdown:
    """How many stand in both main registers, in one only, and in neither."""
    children = facts["children"]
    registered = children["in_population"].eq(True).fillna(False).astype(bool)
    enrolled = children["in_enrolment"].eq(True).fillna(False).astype(bool)
    return Markdown(
        say(
            "register_story.overlap_answer",
            both=f"{int((registered & enrolled).sum()):,}",
            registered_only=int((registered & ~enrolled).sum()),
            enrolled_only=int((~registered & enrolled).sum()),
            neither=int((~registered & ~enrolled).sum()),
        )
    )


def explanations(facts: Facts) -> pd.DataFrame:
    """Every state and explanation with its children: one row each, sums closing on the union."""
    states = facts["register_states"]
    counts = states.groupby(["state", "explanation"]).size().rename("count").reset_index()
    counts = counts.sort_values(
        ["state", "count", "explanation"], ascending=[True, False, True], kind="stable"
    )
    order = counts.groupby("state")["count"].transform("sum")
    counts = counts.assign(whole=order).sort_values(
        ["whole", "state", "count"], ascending=[False, True, False], kind="stable"
    )
    return pd.DataFrame(
        {
            say("register_story.state"): [say(f"story.state_{s}") for s in counts["state"]],
            say("register_story.explanation"): [explained(key) for key in counts["explanation"]],
            say("register_story.children"): counts["count"].to_numpy(),
        }
    )


def explained(key: str) -> str:
    """An explanation as a sentence."""
    return say(f"registers.{key}") if key in catalogue("registers") else key


def explanations_answer(facts: Facts) -> Markdown:
    """That every child has one state, which explanations were tried and which could not be."""
    totals = facts["states_total"].iloc[0]
    closes = int(totals["sum_of_states"]) == int(totals["union"])
    tried = facts["explanations_tried"].iloc[0]
    text = say(
        "register_story.closes" if closes else "register_story.does_not_close",
        total=f"{int(totals['sum_of_states']):,}",
        union=f"{int(totals['union']):,}",
    )
    return Markdown("\n\n".join([text, *(str(part) for part in tried if str(part))]))


def register_findings(findings: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """One row a rule on registers: what it asks, its state, subjects looked at, found, a remark."""
    rows = rules[rules["rule"].str.startswith("REG-")]
    found = findings["rule"].value_counts()
    return pd.DataFrame(
        {
            say("story.rule_id"): rows["rule"].to_numpy(),
            say("story.rule_title"): [
                text_of_rule(rule, "title", language()) for rule in rows["rule"]
            ],
            say("register_story.outcome"): [
                say(f"register_story.outcome_{state}") for state in rows["state"]
            ],
            say("register_story.tested"): rows["subjects_tested"].astype("int64").to_numpy(),
            say("story.rule_count"): [int(found.get(rule, 0)) for rule in rows["rule"]],
            say("register_story.remark"): rows["reason"].fillna("").to_numpy(),
        }
    )


def findings_answer(findings: pd.DataFrame, rules: pd.DataFrame) -> Markdown:
    """How many findings on registers, and how many of those rules are clear or not tested."""
    rows = rules[rules["rule"].str.startswith("REG-")]
    states = rows["state"].value_counts()
    return Markdown(
        say(
            "register_story.findings_answer",
            count=int(findings["rule"].str.startswith("REG-").sum()),
            rules=len(rows),
            clear=int(states.get("clear", 0)),
            not_tested=int(states.get("not_tested", 0)),
        )
    )


def link_levels(linked: Linked) -> pd.DataFrame:
    """How rows of the registers were told to be one child: one row a level, strongest first."""
    counts = linked.crosswalk["level"].value_counts()
    frame = counts.rename_axis("level").reset_index(name="rows")
    frame = frame.sort_values(["rows", "level"], ascending=[False, True], kind="stable")
    known = catalogue("register_story")
    return pd.DataFrame(
        {
            say("register_story.level"): [
                say(f"register_story.level_{level}") if f"level_{level}" in known else level
                for level in frame["level"]
            ],
            say("register_story.rows"): frame["rows"].to_numpy(),
        }
    )


def review_list(facts: Facts) -> pd.DataFrame:
    """Pairs that wait for a person, by the tables they stand in; no child is named."""
    review = facts["link_review"]
    counts = review.groupby(["table_a", "table_b"]).size().rename("pairs").reset_index()
    counts = counts.sort_values(
        ["pairs", "table_a", "table_b"], ascending=[False, True, True], kind="stable"
    )
    title = {
        name: load_table(name).title[language()]
        for name in {*counts["table_a"], *counts["table_b"]}
    }
    return pd.DataFrame(
        {
            say("register_story.table_a"): counts["table_a"].map(title).astype("str").to_numpy(),
            say("register_story.table_b"): counts["table_b"].map(title).astype("str").to_numpy(),
            say("register_story.pairs"): counts["pairs"].to_numpy(),
        }
    )


def review_answer(facts: Facts) -> Markdown:
    """How many pairs wait, and how many children are not judged until then."""
    pairs = len(facts["link_review"])
    waiting = int(facts["children"]["has_possible_match"].eq(True).sum())
    key = "review_answer" if pairs else "review_none"
    return Markdown(say(f"register_story.{key}", pairs=pairs, children=waiting))


def id_states(facts: Facts) -> pd.DataFrame:
    """Children by the standing of their resident id, and how many of each are of school age."""
    children = facts["children"]
    of_age = children["is_of_age"].eq(True).fillna(False).astype(bool)
    states = children["resident_id_state"].fillna("blank")
    shown = [state for state in ID_STATES if states.eq(state).any()]
    return pd.DataFrame(
        {
            say("register_story.id_state"): [say(f"register_story.id_{s}") for s in shown],
            say("register_story.children"): [int(states.eq(s).sum()) for s in shown],
            say("register_story.of_age"): [int((states.eq(s) & of_age).sum()) for s in shown],
        }
    )


def ids_answer(facts: Facts) -> Markdown:
    """How many children have no usable id, and what that means for them."""
    states = facts["children"]["resident_id_state"].fillna("blank")
    without = int((~states.isin(["valid", "repaired"])).sum())
    return Markdown(say("register_story.ids_answer", without=without, children=f"{len(states):,}"))


def exchange_summary(facts: Facts) -> pd.DataFrame:
    """What other counties of the run know of this county's children, by county and kind."""
    columns = [say(f"register_story.{name}") for name in ("other_county", "how", "children")]
    if not facts.has("exchange") or facts["exchange"].empty:
        return pd.DataFrame(columns=columns)
    rows = facts["exchange"].groupby(["other_county", "how"])["subject"].nunique().reset_index()
    known = catalogue("register_story")
    hows = [
        say(f"register_story.how_{how}") if f"how_{how}" in known else how for how in rows["how"]
    ]
    return pd.DataFrame(
        {columns[0]: rows["other_county"], columns[1]: hows, columns[2]: rows["subject"]}
    )


def exchange_answer(facts: Facts) -> Markdown:
    """What the other counties told, or what a county alone could not know."""
    if not facts.has("exchange"):
        return Markdown(say("register_story.exchange_alone"))
    rows = facts["exchange"]
    key = "exchange_answer" if len(rows) else "exchange_nothing"
    return Markdown(
        say(
            f"register_story.{key}",
            children=int(rows["subject"].nunique()),
            counties=int(rows["other_county"].nunique()),
        )
    )
