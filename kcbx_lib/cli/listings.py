"""``kcbx tables``, ``rules``, ``policies``: what the kit knows, as lists."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kcbx_lib.cli.options import AsJson, Lang, print_json, print_table
from kcbx_lib.messages import language, say, use_language

LATEST = date.max
"""Listings show what is in force after every amendment known."""


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("tables")(tables)
    app.command("rules")(rules)
    app.command("policies")(policies)


def tables(
    templates: Annotated[
        Path | None, typer.Option("--templates", help="写出空白表 · write blank workbooks")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """数据字典：每张表、每一列；可写出空白填报表。 The data dictionary; blank workbooks to fill in."""
    use_language(lang)
    from kcbx_lib.tables import load_table, table_names, write_templates

    if templates is not None:
        for path in write_templates(templates):
            sys.stdout.write(f"{path}\n")
        return
    entries = [
        {
            "table": name,
            "title": load_table(name).title[language()],
            "column": column.name,
            "header": column.header,
            "kind": column.kind,
            "required": column.required,
            "aliases": list(column.aliases),
        }
        for name in table_names()
        for column in load_table(name).columns
    ]
    if as_json:
        print_json(entries)
        return
    header = [
        say(f"cli.tables_{part}") for part in ("table", "column", "header", "kind", "required")
    ]
    rows = (
        [e["title"], e["column"], e["header"], e["kind"], "✓" if e["required"] else ""]
        for e in entries
    )
    print_table(rows, header)


def rules(
    rule: Annotated[
        str | None, typer.Argument(help="规则编号，如 ATT-01 · explain one rule")
    ] = None,
    policy: Annotated[str, typer.Option("--policy", help="政策方案 · profile")] = "national",
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """全部规则及其依据；给出编号则说明一条。 List the rules, or explain one."""
    use_language(lang)
    from kcbx_lib.errors import WrongUse
    from kcbx_lib.policy import load_policy
    from kcbx_lib.rules.described import describe_rules, explain_rule

    profile = load_policy(policy, on=LATEST)
    entries = describe_rules(profile)
    if rule is not None:
        entries = [entry for entry in entries if entry["rule"] == rule.upper()]
        if not entries:
            raise WrongUse(say("cli.no_such_rule", found=rule))
        if not as_json:
            sys.stdout.write(explain_rule(rule.upper(), profile) + "\n")
            return
    if as_json:
        print_json(entries)
        return
    header = [say(f"cli.rules_{part}") for part in ("rule", "title", "severity", "owner")]
    print_table(
        ([e["rule"], e["title"], say(f"cli.{e['severity']}"), e["owner"]] for e in entries), header
    )


def policies(
    names: Annotated[
        list[str] | None, typer.Argument(help="要比较的方案 · profiles to compare")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """每个政策方案要求什么，彼此有何不同。 What a profile demands and where profiles differ."""
    use_language(lang)
    from kcbx_lib.policy import (
        compare_profiles,
        demands,
        differences,
        load_policy,
        profile_names,
        sources_of,
    )

    compared = names or list(profile_names())
    if as_json:
        records = compare_profiles(compared, on=LATEST).to_dict("records")
        print_json(
            [r | {"sources": sources_of(compared, str(r["key"]), on=LATEST)} for r in records]
        )
        return
    if len(compared) == 1:
        own = demands(compared[0], on=LATEST)
        parts = ("key", "title", "value", "since", "standing")
        print_table(own.to_numpy().tolist(), [say(f"cli.policies_{part}") for part in parts])
        if compared[0] != "national":
            sys.stdout.write(say("cli.policies_inherited", name=compared[0]) + "\n")
        return
    titles = [[name, load_policy(name, on=LATEST).title[language()]] for name in compared]
    print_table(titles, [say("cli.policies_profile"), say("cli.policies_name")])
    sys.stdout.write("\n")
    apart = differences(compared, on=LATEST)
    for key, rows in apart.groupby("key", sort=False):
        sys.stdout.write(f"{key}  {rows['title'].iloc[0]}\n")
        for row in rows.itertuples():
            sys.stdout.write(f"    {row.value}  [{row.standing}]\n        {row.profiles}\n")
    sys.stdout.write(
        say("cli.policies_same", profiles=len(compared), differ=int(apart["key"].nunique())) + "\n"
    )
