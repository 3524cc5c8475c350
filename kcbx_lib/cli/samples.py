"""``kcbx sample``: which schools to visit, what the visits will prove, and what they proved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kcbx_lib.cli.options import SAMPLE_CITY, AsJson, Lang, print_json
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say, use_language

TOLERABLE = 0.1
Confidence = Annotated[float, typer.Option("--confidence", help="把握 · confidence")]


class DrawUnlessSaid(TyperGroup):
    """``kcbx sample DATA …`` draws, as it always did; a step's name chooses another step."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``draw`` before arguments that name no step."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["draw", *args]
        return super().parse_args(ctx, args)


steps = typer.Typer(
    cls=DrawUnlessSaid,
    add_completion=False,
    rich_markup_mode=None,
    help="抽样核查：抽取要走访的学校（kcbx sample 数据文件夹 即 draw）、算要查几所、评定走访结果。"
    " Sample visits: draw (the default), plan, evaluate, proves.",
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(steps, name="sample")
    steps.command("draw")(draw)
    steps.command("plan")(plan)
    steps.command("evaluate")(evaluate)
    steps.command("proves")(proves)


def draw(  # noqa: PLR0913 — one parameter an option
    root: Annotated[Path, typer.Argument(help="数据文件夹 · data folder")] = SAMPLE_CITY,
    county: Annotated[str | None, typer.Option("--county", help="县代码 · six digits")] = None,
    size: Annotated[
        int | None, typer.Option("--size", min=1, help="走访几所学校 · schools")
    ] = None,
    tolerable: Annotated[
        float | None,
        typer.Option("--tolerable", help="可容忍的问题学校比例，不写为 0.1 · tolerable share"),
    ] = None,
    expected: Annotated[
        float, typer.Option("--expected", help="预计有几所学校有问题 · expected findings")
    ] = 0,
    confidence: Confidence = 0.95,
    method: Annotated[
        str, typer.Option("--method", help="stratified | pps | risk | simple")
    ] = "stratified",
    allocation: Annotated[
        str, typer.Option("--allocation", help="proportional | equal | neyman")
    ] = "proportional",
    certain: Annotated[
        list[str] | None, typer.Option("--certain", help="必查学校的标识码，可多次 · school codes")
    ] = None,
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
    if not root.is_dir():
        raise UnreadableInput(say("city.no_root", root=root))
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
    simple: dict[str, Any] = {"method": "stratified", "strata": ()} if method == "simple" else {}
    drawn = sample_county(
        listed.schools,
        seed=seed,
        size=size,
        tolerable=TOLERABLE if tolerable is None and size is None else tolerable,
        expected=expected,
        confidence=confidence,
        allocation=allocation,
        certainty=certain or None,
        name=audit.county.settings.name,
        **(simple or {"method": method}),
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


def plan(
    tolerable: Annotated[
        float, typer.Option("--tolerable", help="可容忍的比例，如 0.05 · tolerable share")
    ],
    expected: Annotated[
        float, typer.Option("--expected", help="预计的发现数，或小于 1 的比例 · count or rate")
    ] = 0,
    confidence: Confidence = 0.95,
    method: Annotated[
        str | None, typer.Option("--method", help="hypergeometric | binomial | poisson")
    ] = None,
    population: Annotated[
        int | None, typer.Option("--population", min=1, help="总数（学校或学生）· units in all")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """算要查多少：发现抽样、属性抽样。 How many to check: discovery and attribute samples."""
    use_language(lang)
    from dataclasses import asdict

    from kcbx_lib.sampling import plan_sample
    from kcbx_lib.sampling.words import plan_sentence

    chosen = method or ("binomial" if population is None else "hypergeometric")
    planned = plan_sample(
        tolerable=tolerable,
        expected=expected,
        confidence=confidence,
        method=chosen,
        population=population,
    )
    if as_json:
        print_json(asdict(planned))
        return
    sys.stdout.write(plan_sentence(planned, lang=lang) + "\n")


def evaluate(
    folder: Annotated[
        Path, typer.Argument(help="抽样时写出的文件夹 · the folder that the draw wrote")
    ],
    filled: Annotated[
        list[Path] | None,
        typer.Option("--filled", help="填好的核查表或其文件夹，可多次 · filled-in sheets"),
    ] = None,
    tolerable: Annotated[
        float | None, typer.Option("--tolerable", help="不写则用抽样时的 · as planned")
    ] = None,
    confidence: Annotated[
        float | None, typer.Option("--confidence", help="不写则用抽样时的 · as planned")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到哪里，不写则写回原处 · where to write")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """读回填好的核查表，说明走访证明了什么。 Read the filled-in sheets; say what was proved."""
    use_language(lang)
    from kcbx_lib.sampling import evaluate_round, findings
    from kcbx_lib.sampling.round_results import evaluation_record

    done = evaluate_round(
        folder,
        filled=filled or (),
        tolerable=tolerable,
        confidence=confidence,
        out=out,
        lang=lang,
    )
    for note in done.returned.notes:
        sys.stderr.write(note + "\n")
    if as_json:
        print_json(evaluation_record(done.evaluation, done.returned, done.design))
        return
    for sentence in findings(done.evaluation, lang=lang):
        sys.stdout.write(sentence + "\n")
    sys.stdout.write(f"{done.files['page'].resolve()}\n")


def proves(
    schools: Annotated[int, typer.Option("--schools", min=1, help="查了几所学校 · visited")],
    pupils: Annotated[int, typer.Option("--pupils", min=0, help="查了几名学生 · checked")],
    found: Annotated[
        int, typer.Option("--found", min=0, help="几所学校有发现 · schools with a case")
    ] = 0,
    of: Annotated[
        int | None, typer.Option("--of", min=1, help="全县共几所学校 · schools in all")
    ] = None,
    by_lot: Annotated[
        bool | None,
        typer.Option("--by-lot/--by-hand", help="随机抽取，还是指定；不知道就不写 · if known"),
    ] = None,
    confidence: Confidence = 0.95,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """“查了 29 所、30,786 人，未发现”证明了什么，条件是什么。 What such a report proves."""
    use_language(lang)
    if found > schools:
        raise WrongUse(say("sampling.bad_counts", found=found, checked=schools))
    from kcbx_lib.sampling import evaluate_counts, visits_proved

    if as_json:
        bounds = evaluate_counts(
            schools_visited=schools, schools_with_findings=found, schools=of, confidence=confidence
        )
        proved = by_lot is not False
        print_json(
            {
                "schools": schools,
                "pupils": pupils,
                "found": found,
                "of": of,
                "by_lot": by_lot,
                "confidence": confidence,
                "share_upper": bounds.upper if proved else None,
                "low": bounds.low if proved else None,
                "high": bounds.high if proved else None,
                "method": bounds.method,
            }
        )
        return
    sentence = visits_proved(
        schools=schools,
        pupils=pupils,
        found=found,
        population=of,
        confidence=confidence,
        is_random=by_lot,
        lang=lang,
    )
    sys.stdout.write(sentence + "\n")
