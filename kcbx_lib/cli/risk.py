"""``kcbx visits``: whom to visit with the people there are. ``kcbx scorecard``: the points, and local ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kcbx_lib.cli.options import SAMPLE_CITY, AsJson, Lang, print_json, print_table
from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say, use_language

if TYPE_CHECKING:
    import pandas as pd

    from kcbx_lib.audit import Audit

CODE_DIGITS = 6

Card = Annotated[
    str, typer.Option("--scorecard", help="评分表：default 或 .yml 文件 · name or file")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("visits")(visits)
    app.command("scorecard")(scorecard)


def visits(
    root: Annotated[
        Path, typer.Argument(help="一次运行的结果文件夹，或数据文件夹 · a finished run, or data")
    ] = SAMPLE_CITY,
    visits_a_week: Annotated[
        int, typer.Option("--visits-a-week", min=1, help="每周走访得过来几人 · visits a week")
    ] = 20,
    weeks: Annotated[int, typer.Option("--weeks", min=1, help="共几周 · weeks")] = 1,
    county: Annotated[
        list[str] | None, typer.Option("--county", help="只列这些县代码 · only these")
    ] = None,
    card: Card = "default",
    out: Annotated[Path, typer.Option("--out", help="写到哪里 · where to write")] = Path("visits"),
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """按走访力量列出先走访谁，姓名只在 restricted 内。 Whom to visit, cut to the people available."""
    use_language(lang)
    from kcbx_lib.privacy.release import ReleaseCheck
    from kcbx_lib.reports.county_files import persons_of, places_of
    from kcbx_lib.reports.visits import plan_visits, write_visits
    from kcbx_lib.reports.writer import private_folder
    from kcbx_lib.risk import load_scorecard, score_children

    chosen = load_scorecard(card)
    private_folder(out)
    results: list[dict[str, Any]] = []
    for audit in audits_under(root, county or [], lang=lang):
        settings = audit.county.settings
        scored = audit.risk
        if card != "default":
            scored = score_children(audit.facts, audit.policy, scorecard=chosen)
        plan = plan_visits(scored, visits_a_week=visits_a_week, weeks=weeks)
        check = ReleaseCheck(persons_of(audit.county), words_allowed=places_of(audit.county))
        files = write_visits(
            out / f"{settings.code}_{settings.name}", plan, audit.facts, check=check
        )
        paths = {name: str(path.resolve()) for name, path in files.items()}
        results.append({"county": settings.code, **plan.summary(), "files": paths})
        sys.stderr.write(say("risk.visits_done", county=settings.name, **plan.summary()) + "\n")
    if as_json:
        print_json(results)
        return
    for result in results:
        for path in result["files"].values():
            sys.stdout.write(f"{path}\n")


def audits_under(root: Path, counties: list[str], *, lang: str) -> Iterator[Audit]:
    """The audits of a finished run, as it left them; or of the counties under a data folder, made now.

    Raises WrongUse for a county that is not there.
    """
    from kcbx_lib.notebook_session import open_audit
    from kcbx_lib.stages import load_audit

    wanted = [code.zfill(CODE_DIGITS) for code in counties]
    if (root / "run.json").is_file():
        stages = {
            folder.name[:CODE_DIGITS]: folder / "restricted" / ".stage"
            for folder in sorted(root.iterdir())
            if (folder / "restricted" / ".stage" / "results").is_dir()
        }
        for code in wanted or list(stages) or ["—"]:
            if code not in stages:
                known = "、".join(stages) or "—"
                raise WrongUse(say("risk.no_run_county", found=root.name, county=code, known=known))
            yield load_audit(stages[code])
        return
    for code in wanted or codes_under(root):
        yield open_audit(str(root), code, lang=lang)


def codes_under(root: Path) -> list[str]:
    """The codes of the counties under a data folder. Raises WrongUse where there is none."""
    from kcbx_lib.intake import read_settings

    if not root.is_dir():
        raise WrongUse(say("risk.no_county", found=root.name))
    folders = [root, *sorted(path for path in root.iterdir() if path.is_dir())]
    codes = [read_settings(f).code for f in folders if (f / "county.yml").is_file()]
    if not codes:
        raise WrongUse(say("risk.no_county", found=root.name))
    return codes


def scorecard(
    table: Annotated[
        Path | None,
        typer.Argument(help="有结果的表（如 kcbx panel 写出的），用来重新定分 · a labelled table"),
    ] = None,
    outcome: Annotated[
        str, typer.Option("--outcome", help="结果：一列或表达式 · column or expression")
    ] = "dropout_12m",
    positive: Annotated[str, typer.Option("--positive", help="表示发生的值 · the event")] = "",
    cluster: Annotated[
        str, typer.Option("--cluster", help="同一人或同一校的列 · rows that belong together")
    ] = "",
    card: Card = "default",
    out: Annotated[
        Path | None, typer.Option("--out", help="写出的评分表 .yml · the card to write")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """评分表的分值、依据和状态；给出有结果的表则按本地数据重新定分。 The points, or local ones."""
    use_language(lang)
    from kcbx_lib.reports.writer import write_text
    from kcbx_lib.risk.card import card_as_yaml, card_table, load_scorecard
    from kcbx_lib.risk.reweighting import reweighted, rows_to_reweigh

    chosen = load_scorecard(card)
    shown = card_table(chosen)
    if table is not None:
        rows = rows_to_reweigh(table, chosen, outcome=outcome, positive=positive, cluster=cluster)
        chosen, changes = reweighted(chosen, rows.frame, rows.y, cluster=rows.cluster)
        changes = changes.drop(columns="points_after")
        shown = card_table(chosen).merge(changes, on="factor", how="left", validate="one_to_one")
        for note in [*rows.notes, say("risk.reweighed", n=len(rows.y), events=int(rows.y.sum()))]:
            sys.stderr.write(f"{note}\n")
    if out is not None:
        write_text(out, card_as_yaml(chosen))
        sys.stderr.write(say("risk.card_written", file=out) + "\n")
    if as_json:
        print_json(shown.astype("object").where(shown.notna(), None).to_dict("records"))
        return
    print_table(*in_words(shown))


def in_words(shown: pd.DataFrame) -> tuple[list[list[str]], list[str]]:
    """The card's rows and headings for the terminal; with local points also what they were."""
    columns = ["title", "points_before", "points", "status", "holding", "events", "source"]
    columns = [column for column in columns if column in shown]
    cells = shown[columns].assign(
        status=shown["status"].map(lambda kind: say(f"risk.standing_{kind}"))
    )
    text = cells.astype("object").where(cells.notna(), "—").astype("str")
    return text.to_numpy().tolist(), [say(f"risk.card_{column}") for column in columns]
