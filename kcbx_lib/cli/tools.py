"""``kcbx synth``, ``clean``, ``check-report``, ``bench``: single tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx_lib.cli.options import AsJson, Lang, print_json, print_table
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say, use_language

if TYPE_CHECKING:
    import pandas as pd

    from kcbx_lib.facts import Facts


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("synth")(synth)
    app.command("clean")(clean)
    app.command("check-report")(check_report)
    app.command("bench")(bench)


def synth(
    out: Annotated[Path, typer.Argument(help="写到哪里 · where to write")],
    counties: Annotated[int, typer.Option("--counties", min=1, max=90)] = 3,
    pupils: Annotated[
        int, typer.Option("--pupils", min=200, help="每县学生数 · pupils a county")
    ] = 2000,
    seed: Annotated[
        int, typer.Option("--seed", help="同一种子得同样的文件 · same seed, same files")
    ] = 1,
    lawful: Annotated[
        int, typer.Option("--lawful", min=0, help="另加几个没有问题的县 · counties without faults")
    ] = 0,
    lang: Lang = "zh",
) -> None:
    """生成虚构的县和答案。 Fictional counties with an answer key."""
    use_language(lang)
    from kcbx_lib.synthetic.generate import synthesise

    synthesise(out, counties=counties, pupils=pupils, seed=seed, lawful=lawful)
    sys.stdout.write(f"{out.resolve()}\n")


def clean(
    column: Annotated[str, typer.Argument(help="表头或列名 · header or column name")],
    file: Annotated[Path, typer.Argument(help="文件 · file")],
    sheet: Annotated[str | None, typer.Option("--sheet", help="工作表 · sheet")] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """清洗一个文件的一列：原值、清洗后、原因。 One column cleaned: raw, clean, codes."""
    use_language(lang)
    from kcbx_lib.intake import clean_one_column

    frame = clean_one_column(file, column, sheet=sheet)
    if as_json:
        print_json(frame.astype("object").where(frame.notna(), None).to_dict("records"))
        return
    print_table(frame.fillna("").astype("str").to_numpy().tolist(), list(frame.columns))


def check_report(
    files: Annotated[list[Path], typer.Argument(help="txt md docx pdf")],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="县的数据目录，数字再与之比对 · a county's data, to compare with as well"
        ),
    ] = None,
    county: Annotated[
        str | None, typer.Option("--county", help="数据目录中的县代码 · code of the county in it")
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """检查报告文字里的数字是否自相矛盾。 Do the figures in a report contradict each other?"""
    use_language(lang)
    import pandas as pd

    if county is not None and data is None:
        raise WrongUse(say("cli.county_without_data"))
    facts = _facts_of(data, county) if data is not None else None
    checked, unread = _checked_reports(files)
    if facts is not None:
        from kcbx_lib.report_texts import with_county_data

        checked = [(with_county_data(one, numbers, facts), numbers) for one, numbers in checked]
    if checked:
        _print_report(pd.concat([one for one, _ in checked], ignore_index=True), as_json=as_json)
    if unread:
        raise UnreadableInput("\n".join(unread))


def _checked_reports(
    files: list[Path],
) -> tuple[list[tuple[pd.DataFrame, pd.DataFrame]], list[str]]:
    """(relations and figures of each report that could be read, why the others could not)."""
    from kcbx_lib.statements import read_report

    names = [path.name for path in files]
    checked, unread = [], []
    for path in files:
        name = path.name if names.count(path.name) == 1 else str(path)
        try:
            report = read_report(path)
        except UnreadableInput as problem:
            unread.append(str(problem))
            continue
        for note in report.notes:
            sys.stderr.write(f"{name}: {note}\n")
        checked.append((report.relations.assign(file=name), report.figures.assign(file=name)))
    return checked, unread


def _facts_of(data: Path, county: str | None) -> Facts:
    """What the audit derives from a county's data, in memory; nothing is written."""
    from kcbx_lib.audit import audit_folder
    from kcbx_lib.notebook_session import find_county, the_only_county

    if not data.is_dir():
        raise WrongUse(say("cli.no_data_folder", found=data))
    folder = find_county(data, county or the_only_county(data))
    return audit_folder(folder).facts


def _print_report(frame: pd.DataFrame, *, as_json: bool) -> None:
    """Every relation as JSON, or in words those that do not hold and how many do."""
    columns = ["file", "rule", "kind", "grade", "stated", "computed", "quote", "place"]
    if as_json:
        print_json(frame.astype("object").where(frame.notna(), None).to_dict("records"))
        return
    shown = frame[frame["grade"].ne("holds")]
    shown = shown.reindex(columns=[*columns, "arithmetic", "reason"]).fillna("")
    for record in shown.to_dict("records"):
        entry = {str(key): value for key, value in record.items()}
        entry["grade"] = say(f"cli.grade_{entry['grade']}")
        sys.stdout.write(say("cli.report_line", **entry) + "\n")
    held = int(frame["grade"].eq("holds").sum())
    sys.stdout.write(say("cli.report_total", count=len(frame), held=held, shown=len(shown)) + "\n")


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="只跑这些 · only these")] = None,
    lang: Lang = "zh",
) -> None:
    """在同一次运行里与同类工具比较速度。 Speed and memory as ratios, in one run."""
    use_language(lang)
    folder = Path(__file__).resolve().parents[2] / "benchmarks"
    if not (folder / "run.py").is_file():
        raise WrongUse(say("cli.no_benchmarks"))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", "--print-only", *(names or [])],
        cwd=folder.parent,
        check=False,
    )
    raise typer.Exit(done.returncode)
