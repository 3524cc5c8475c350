"""The draft self-check report (自查报告) of a county: what its text says, from the audit's own tables.

Counts and rates are those of ``indicators.csv``, ``register_states.csv`` and ``findings.csv``; children
appear as numbers only. Rates are cut off, never rounded up to a target.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import language, say, text_of
from kcbx_lib.policy import Policy
from kcbx_lib.reports.official import annexes
from kcbx_lib.reports.official.blocks import (
    Annex,
    Block,
    Body,
    Heading,
    NewPage,
    Remark,
    Signature,
    Title,
)
from kcbx_lib.reports.official.figures import (
    counts_of_states,
    cut,
    day_in_words,
    of_the_county,
    percent,
    rates_with_target,
    whole,
)
from kcbx_lib.rules.registry import FAMILIES, text_of_rule

MOST_ACTIONS = 8


def self_check_report(
    facts: Facts, policy: Policy, findings: pd.DataFrame, rules: pd.DataFrame
) -> list[Block]:
    """The whole report with its annexes."""
    settings = facts.county
    as_of = day_in_words(settings.as_of)
    tables = annexes.of_report(facts, findings, rules)
    return [
        Title(say("official.title", county=settings.name, year=settings.as_of.year)),
        Remark(say("official.draft", as_of=as_of)),
        Body(""),
        Body(
            say(
                "official.basis",
                documents=_documents(policy),
                county=settings.name,
                as_of=as_of,
                policy=policy.title[language()],
            )
        ),
        Heading(say("official.one")),
        *_situation(facts),
        Heading(say("official.two")),
        *_work(facts, rules),
        Heading(say("official.three")),
        *_problems(findings, rules),
        *_closing(tables),
    ]


def _documents(policy: Policy) -> str:
    """The laws and papers the policy's confirmed values rest on, each once, laws first."""
    cited = [policy.value(key) for key in policy.keys()]  # noqa: SIM118 — a method of Policy
    names = list(dict.fromkeys(value.document for value in cited if value.is_confirmed))
    papers = [policy.document(name) for name in names]
    order = {"law": 0, "national": 1, "local": 2}
    papers = sorted((p for p in papers if p.kind in order), key=lambda paper: order[paper.kind])
    quoted = []
    for paper in papers:
        number = say("official.number", number=paper.number) if paper.number else ""
        quoted.append(say("official.quoted", title=paper.title[language()], number=number).strip())
    return say("policy.list_joined").join(quoted)


def _situation(facts: Facts) -> list[Block]:
    sources = facts["sources"]
    read = sources[sources["table"].notna() & sources["table"].ne("")]
    states = facts["register_states"]
    counts = counts_of_states(states)
    out: list[Block] = [
        Heading(say("official.sources"), 2),
        Body(
            say(
                "official.sources_text",
                files=read["file"].nunique(),
                read=int(read["read"].sum()),
                accepted=int(read["accepted"].sum()),
                quarantined=int(read["quarantined"].sum()),
            )
        ),
        Heading(say("official.registers"), 2),
    ]
    if facts.has("population"):
        out += [
            Body(
                say(
                    "official.registers_text",
                    union=len(states),
                    population=int(states["in_population"].eq(True).sum()),
                )
            ),
            Body(text_of("official.registers_states").format(**counts)),
        ]
    else:
        out.append(Body(say("official.no_population")))
    return [*out, Heading(say("official.rates"), 2), *_rates(facts["indicators"])]


def _rates(indicators: pd.DataFrame) -> list[Block]:
    rows = rates_with_target(indicators)
    if rows.empty:
        return [Body(say("official.no_rates"))]
    states = rows["state"].value_counts()
    met, not_met = int(states.get("met", 0)), int(states.get("not_met", 0))
    lines = [
        say(
            "official.rate_line",
            name=say(f"indicators.{row['indicator']}"),
            rate=cut(row["rate"]),
            numerator=whole(row["numerator"]),
            denominator=whole(row["denominator"]),
            target=percent(row["target"]),
            state=say(f"indicators.state_{row['state']}"),
        )
        for row in rows.to_dict("records")
    ]
    text = say(
        "official.rates_text",
        count=len(rows), met=met, not_met=not_met, open=len(rows) - met - not_met,
    )  # fmt: skip
    return [Body(text), *(Body(line) for line in lines)]


def _work(facts: Facts, rules: pd.DataFrame) -> list[Block]:
    states = rules["state"].value_counts()
    checked = say(
        "official.checked_text",
        rules=len(rules),
        clear=int(states.get("clear", 0)),
        found=int(states.get("found", 0)),
        untested=int(states.get("not_tested", 0)),
    )
    clear = rules.loc[rules["state"].eq("clear"), "rule"]
    blocks: list[Block] = [
        Heading(say("official.ledgers"), 2),
        *_ledgers(facts),
        Heading(say("official.support"), 2),
        Body(_support(facts)),
        Heading(say("official.checked"), 2),
        Body(checked),
    ]
    if len(clear):
        titles = say("policy.list_joined").join(
            text_of_rule(rule, "title", language()) for rule in clear
        )
        blocks.append(Body(say("official.clear_text", titles=titles)))
    return blocks


def _ledgers(facts: Facts) -> list[Block]:
    if not facts.has("case_files"):
        return [Body(say("official.no_cases"))]
    cases = facts["case_files"]
    out: list[Block] = [
        Body(
            say(
                "official.ledgers_text",
                suspected=len(facts["ledger_suspected"]),
                dropout=len(facts["ledger_dropout"]),
                cases=len(cases),
                returned=int(cases["is_returned"].sum()),
                deducted=int(cases["stage"].eq("deducted").sum()),
            )
        )
    ]
    if facts.has("persuasions"):
        level = facts["persuasions"]["level"]
        notices = len(facts["notices"]) if facts.has("notices") else 0
        school, joint = int(level.eq("school").sum()), int(level.eq("joint").sum())
        text = say(
            "official.persuasions_text",
            all=len(level), school=school, joint=joint, notices=notices,
        )  # fmt: skip
        out.append(Body(text))
    return out


def _support(facts: Facts) -> str:
    known = of_the_county(facts["indicators"]).set_index("indicator")
    parts = []
    if "agreements_signed" in known.index:
        row = known.loc["agreements_signed"]
        due, signed = whole(row["denominator"]), whole(row["numerator"])
        parts.append(say("official.agreements_text", due=due, signed=signed))
    if "aid_person_times" in known.index and "aid_yuan" in known.index:
        times, yuan = (known.at[name, "numerator"] for name in ("aid_person_times", "aid_yuan"))
        parts.append(say("official.aid_text", times=whole(times), yuan=whole(yuan)))
    if facts.has("helpers"):
        children = facts["helpers"]["subject"].nunique()
        parts.append(say("official.helpers_text", children=children))
    return "".join(parts) or say("official.no_support")


def _problems(findings: pd.DataFrame, rules: pd.DataFrame) -> list[Block]:
    untested = int(rules["state"].eq("not_tested").sum())
    return [
        Heading(say("official.problems"), 2),
        *(_by_family(findings) if len(findings) else [Body(say("official.no_problems"))]),
        Heading(say("official.untested"), 2),
        Body(
            say("official.untested_text", count=untested)
            if untested
            else say("official.all_tested")
        ),
        Heading(say("official.next"), 2),
        *_actions(findings),
    ]


def _by_family(findings: pd.DataFrame) -> list[Block]:
    severity = findings["severity"].value_counts()
    counted = say(
        "official.problems_text",
        count=len(findings),
        high=int(severity.get("high", 0)),
        medium=int(severity.get("medium", 0)),
        low=int(severity.get("low", 0)),
    )
    out: list[Block] = [Body(counted)]
    families = findings["rule"].str.split("-").str[0].str.lower()
    number = 0
    for family in FAMILIES:
        own = findings.loc[families.eq(family), "rule"]
        if own.empty:
            continue
        number += 1
        by_rule = own.value_counts().sort_index()
        listed = say("policy.list_joined").join(
            say("official.rule_count", title=text_of_rule(str(rule), "title", language()), count=n)
            for rule, n in by_rule.items()
        )
        out.append(
            Body(
                say(
                    "official.family_text",
                    number=number, family=say(f"story.family_{family}"), count=len(own), rules=listed,
                )
            )
        )  # fmt: skip
    return out


def _actions(findings: pd.DataFrame) -> list[Block]:
    """What to do about the gravest: the rules with high findings, most of them first."""
    high = findings[findings["severity"].eq("high")]
    order = high["rule"].value_counts(sort=False).reset_index()
    order = order.sort_values(["count", "rule"], ascending=[False, True], kind="stable")
    out: list[Block] = []
    told = 0
    for number, rule in enumerate(order["rule"].head(MOST_ACTIONS), start=1):
        own = high[high["rule"].eq(rule)]
        told += len(own)
        due = pd.to_datetime(own["due"]).min()
        out.append(
            Body(
                say(
                    "official.next_text",
                    number=number,
                    title=text_of_rule(str(rule), "title", language()),
                    count=len(own),
                    action=own["action"].iloc[0].rstrip("。."),
                    owner=_offices(own["owner"]),
                    due=say("official.next_due", due=day_in_words(due))
                    if pd.notna(due)
                    else say("official.next_no_due"),
                )
            )
        )
    rest = len(findings) - told
    if rest:
        out.append(Body(say("official.next_rest", count=rest)))
    return out or [Body(say("official.no_problems"))]


def _offices(owners: pd.Series) -> str:
    return say("policy.list_joined").join(dict.fromkeys(owners.dropna()))


def _closing(tables: Sequence[tuple[str, Block]]) -> list[Block]:
    """The list of annexes, the signature, and each annex on a page of its own."""
    out: list[Block] = [Body("", stays_with_next=True)]
    for number, (name, _) in enumerate(tables, start=1):
        first = say("official.annexes" if number == 1 else "official.further_annex")
        out.append(Body(f"{first}{number}.{name}", stays_with_next=True))
    out += [
        Body("", stays_with_next=True),
        Signature(say("official.signature_office")),
        Signature(say("official.signature_day")),
    ]
    for number, (name, table) in enumerate(tables, start=1):
        out += [
            NewPage(),
            Annex(say("official.annex", number=number)),
            Title(name),
            table,
        ]
    return out
