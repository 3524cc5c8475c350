"""``kcbx sample``: which schools and pupils to visit, and what the visit will prove."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kcbx_lib.cli.options import SAMPLE_CITY, AsJson, Lang, print_json
from kcbx_lib.messages import say, use_language


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("sample")(sample)


def sample(  # noqa: PLR0913 — one parameter an option
    root: Annotated[Path, typer.Argument(help="数据文件夹 · data folder")] = SAMPLE_CITY,
    county: Annotated[str | None, typer.Option("--county", help="县代码 · six digits")] = None,
    size: Annotated[
        int | None, typer.Option("--size", min=1, help="走访几所学校 · schools")
    ] = None,
    tolerable: Annotated[
        float, typer.Option("--tolerable", help="可容忍的问题学校比例，如 0.1 · tolerable share")
    ] = 0.1,
    confidence: Annotated[float, typer.Option("--confidence", help="把握 · confidence")] = 0.95,
    method: Annotated[
        str, typer.Option("--method", help="stratified | pps | risk | simple")
    ] = "stratified",
    per_school: Annotated[
        int, typer.Option("--per-school", min=0, help="每校核对几名学生，0 为全部在校生 · pupils")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="抽签种子，会写进结果 · logged")] = 1,
    out: Annotated[Path, typer.Option("--out", help="写到哪里 · where to write")] = Path("sample"),
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """抽取走访的学校和学生，说明走访能证明什么。 Draw schools and pupils to visit."""
    use_language(lang)
    from kcbx_lib.notebook_session import open_audit, the_only_county
    from kcbx_lib.sampling import sample_county, select_pupils, write_sample
    from kcbx_lib.sampling.from_facts import (
        children_from_facts,
        classes_from_facts,
        schools_from_facts,
    )

    code = county or the_only_county(root)
    audit = open_audit(str(root), code, lang=lang)
    listed = schools_from_facts(audit.facts)
    drawn = sample_county(
        listed.schools,
        seed=seed,
        size=size,
        tolerable=None if size else tolerable,
        confidence=confidence,
        method=method,
        name=audit.county.settings.name,
    )
    pupils = None
    if per_school:
        children = children_from_facts(audit.facts, audit.linked.people)
        # A child on two rolls is accounted for by both schools, so a line is a child at a school.
        lines = children.assign(line=children["subject"] + "@" + children["school_code"])
        pupils = select_pupils(
            lines.dropna(subset=["line"]),
            per_school=per_school,
            seed=seed,
            schools=drawn.selection,
            key="line",
        )
    written = write_sample(
        drawn,
        out,
        as_of=audit.county.settings.as_of.isoformat(),
        pupils=pupils,
        classes=classes_from_facts(audit.facts),
        lang=lang,
    )
    if as_json:
        print_json({**drawn.record(), "files": {name: str(path) for name, path in written.items()}})
        return
    left_out = len(listed.without_pupils)
    if left_out or listed.pupils_without_school:
        message = say("cli.sample_left_out", schools=left_out, pupils=listed.pupils_without_school)
        sys.stderr.write(message + "\n")
    for path in written.values():
        sys.stdout.write(f"{path.resolve()}\n")
