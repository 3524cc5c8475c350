"""``kcbx research``: a research notebook through papermill. ``kcbx panel``: a pseudonymous table."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from kcbx_lib.cli.options import AsJson, Lang, iso_date, print_json
from kcbx_lib.errors import KcbxError, WrongUse
from kcbx_lib.messages import say, use_language

PATHS = ("data_path", "out")
KERNEL_ERRORS = ("WrongUse", "UnreadableInput", "PolicyError", "KcbxError")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    # -p takes two words and repeats, which typer's own options cannot.
    loose = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("research", context_settings=loose)(research)
    app.command("panel")(panel)


def research(
    ctx: typer.Context,
    notebook: Annotated[
        str,
        typer.Argument(
            help="risk_factors | model_comparison | fairness | time_to_dropout | policy_what_if"
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="写到哪里，默认 reports/research/<笔记本> · where to write"),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """运行一本研究笔记本（-p 参数 值，可重复）。 Run a research notebook (-p name value, repeated)."""
    use_language(lang)
    parameters = parameters_of(list(ctx.args))
    from kcbx_lib.batch.notebooks import check_parameters

    path = find_notebook(notebook)
    check_parameters(path, parameters)
    asked = out or parameters.pop("out", "") or Path("reports/research") / path.stem
    target = Path(asked).resolve()
    run_research(path, {**parameters, "out": str(target), "lang": lang}, target=target, lang=lang)
    sys.stdout.write(f"{target / 'results.json'}\n")


def parameters_of(words: list[str]) -> dict[str, Any]:
    """``-p name value`` pairs. Numbers become numbers, a path is made absolute; all else is text."""
    found: dict[str, Any] = {}
    position = 0
    while position < len(words):
        flag, rest = words[position], words[position + 1 : position + 3]
        if flag not in ("-p", "--parameter") or len(rest) < 2:
            raise WrongUse(say("research.bad_words", found=flag))
        name, value = rest
        found[name] = str(Path(value).resolve()) if name in PATHS and value else typed(name, value)
        position += 3
    return found


def typed(name: str, value: str) -> Any:
    """The value as the notebook wants it: only parameters that are numbers become numbers."""
    whole, part = ("seed", "visits_a_week"), ("capacity",)
    if name not in whole + part:
        return value
    try:
        return int(value) if name in whole else float(value)
    except ValueError as problem:
        raise WrongUse(say("research.not_number", parameter=name, found=value)) from problem


def find_notebook(name: str) -> Path:
    """The research notebook of this name (or a path to one). Raises WrongUse, naming those there are."""
    from kcbx_lib.batch.notebooks import NOTEBOOKS

    folder = NOTEBOOKS / "research"
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    stem = name.removesuffix(".ipynb")
    if stem in known:
        return folder / f"{stem}.ipynb"
    given = Path(name)
    if given.suffix == ".ipynb" and given.is_file():
        return given.resolve()
    raise WrongUse(say("research.no_notebook", found=name, known="、".join(known)))


def run_research(path: Path, parameters: dict[str, Any], *, target: Path, lang: str) -> None:
    """Execute, clean, check and write ``<name>.ipynb`` and ``.html`` beside ``results.json``.

    What the kit refuses inside the kernel reaches the user as the same message and exit code.
    """
    import pandas as pd

    from kcbx_lib.batch.notebooks import NotebookFailed, publish_notebook, run_notebook
    from kcbx_lib.privacy.release import ReleaseCheck
    from kcbx_lib.reports.writer import private_folder

    private_folder(target)
    with tempfile.TemporaryDirectory() as aside:
        try:
            executed = run_notebook(path, parameters, aside=Path(aside) / "running.ipynb")
        except NotebookFailed as problem:
            raise refusal_of(problem) from problem
    publish_notebook(executed, target / path.stem, check=ReleaseCheck(pd.DataFrame()), lang=lang)


def refusal_of(problem: KcbxError) -> KcbxError:
    """The kit's own error behind a failed notebook; else which cell failed how, and what to do."""
    from kcbx_lib import errors

    cause = problem.__cause__
    kind, text = getattr(cause, "ename", ""), getattr(cause, "evalue", "")
    if kind in KERNEL_ERRORS:
        return getattr(errors, kind)(text)
    if not kind:
        return problem
    cell = getattr(cause, "exec_count", None) or "?"
    return type(problem)(say("research.notebook_failed", cell=cell, kind=kind))


def panel(
    roots: Annotated[
        list[Path], typer.Argument(help="一个或多个数据文件夹，按学期 · data roots, by term")
    ],
    out: Annotated[Path, typer.Option("--out", help="parquet")] = Path("panel.parquet"),
    policy: Annotated[str | None, typer.Option("--policy")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="YYYY-MM-DD")] = None,
    k: Annotated[int, typer.Option("--k", min=2, help="每种组合至少几人 · least rows alike")] = 5,
    key: Annotated[Path | None, typer.Option("--key", help="密钥文件 · key file")] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """导出化名、粗化的研究表。 A pseudonymous, coarsened research table; what left and why is logged."""
    use_language(lang)
    from kcbx_lib.batch.panel import write_panel

    log = write_panel(
        roots, out, policy=policy, as_of=iso_date(as_of, "--as-of"), k=k, key_file=key
    )
    if as_json:
        print_json(log)
        return
    for line in log["log"]:
        sys.stderr.write(f"{line['column']}: {line['what']} · {line['why']}\n")
    sys.stdout.write(f"{out.resolve()}\n")
