"""``kcbx synth``, ``clean``, ``check-report``, ``bench``: single tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kcbx_lib.cli.options import AsJson, Lang, print_json, print_table
from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say, use_language


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
        int, typer.Option("--pupils", min=60, help="每县学生数 · pupils a county")
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
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """检查报告文字里的数字是否自相矛盾。 Do the figures in a report contradict each other?"""
    use_language(lang)
    import pandas as pd

    from kcbx_lib.statements import check_file

    columns = ["file", "rule", "kind", "grade", "stated", "computed", "quote", "place"]
    frame = pd.concat([check_file(path) for path in files], ignore_index=True)
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
        [sys.executable, "-m", "benchmarks.run", *(names or [])], cwd=folder.parent, check=False
    )
    raise typer.Exit(done.returncode)
