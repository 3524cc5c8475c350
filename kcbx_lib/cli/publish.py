"""``kcbx publish``: the one way in which figures of a run are made fit for others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kcbx_lib.cli.options import AsJson, Lang, print_json
from kcbx_lib.messages import use_language


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command("publish")(publish)


def publish(
    run: Annotated[Path, typer.Argument(help="一次运行的文件夹 · the folder of a run")],
    out: Annotated[Path, typer.Option("--out", help="写到哪里 · where to write")],
    policy: Annotated[
        str | None,
        typer.Option("--policy", help="取限值的政策方案，不写则用各县的 · profile of the limits"),
    ] = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """写出可以公开的数据：只有汇总数，小数目隐去，其余取整。 Figures fit for others."""
    use_language(lang)
    from kcbx_lib.publication import publish_run

    written = publish_run(run, out, policy=policy)
    if as_json:
        print_json({name: str(path) for name, path in written.items()})
        return
    for name in sorted(written, key=lambda one: one == f"page_{lang}"):
        sys.stdout.write(f"{written[name].resolve()}\n")
