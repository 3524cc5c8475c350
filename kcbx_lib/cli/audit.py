"""``kcbx audit``: the main job."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kcbx_lib.cli.options import SAMPLE_CITY, Lang, iso_date
from kcbx_lib.errors import CountiesFailed, FailOnMet, WrongUse
from kcbx_lib.messages import say, use_language

SEVERITIES = ("high", "medium", "low")

Root = Annotated[Path, typer.Argument(help="数据文件夹，每县一个子文件夹 · one folder per county")]
Policy = Annotated[str | None, typer.Option("--policy", help="政策方案 · profile (kcbx policies)")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="审核日期 YYYY-MM-DD · audit date")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("audit")(audit)


def audit(  # noqa: PLR0913 — one parameter an option
    root: Root = SAMPLE_CITY,
    county: Annotated[
        list[str] | None, typer.Option("--county", help="只审这些县代码 · only these")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="结果放在这里 · results go here")] = Path(
        "reports"
    ),
    run: Annotated[str, typer.Option("--run", help="本次运行的名称 · name of the run")] = "",
    policy: Policy = None,
    as_of: AsOf = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", help="同时处理几个县 · counties at once", min=1)
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Dask 调度器地址 · address")
    ] = None,
    lang: Lang = "zh",
    previous: Annotated[
        Path | None, typer.Option("--previous", help="上一次运行的文件夹 · earlier run")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="接着中断处做 · go on where a run stopped")
    ] = False,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="有此级别问题则返回 5 · high|medium|low")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="化名密钥文件 · pseudonym key")] = None,
) -> None:
    """核查每个县，写出发现、台账、指标和报告。 Audit every county."""
    use_language(lang)
    if fail_on is not None and fail_on not in SEVERITIES:
        raise WrongUse(
            say("cli.bad_choice", option="--fail-on", found=fail_on, known="、".join(SEVERITIES))
        )
    if previous is not None and not (previous / "run.json").is_file():
        raise WrongUse(say("cli.bad_previous", found=previous))
    from kcbx_lib.city import CityOptions, run_city
    from kcbx_lib.progress import TerminalBoard

    options = CityOptions(
        root=root,
        out=out,
        counties=tuple(county or ()),
        run=run,
        policy=policy,
        as_of=iso_date(as_of, "--as-of"),
        jobs=jobs or max(1, os.cpu_count() or 1),
        scheduler=scheduler,
        previous=previous,
        resume=resume,
        key_file=key,
    )
    finished = run_city(options, board=TerminalBoard())
    sys.stdout.write(f"{finished.index.resolve()}\n")
    sys.stdout.flush()
    if finished.failed:
        lines = [f"  {county.name}: {county.message}" for county in finished.failed]
        head = say("city.counties_failed", count=len(finished.failed))
        raise CountiesFailed("\n".join([head, *lines]))
    if fail_on is not None:
        wanted = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        count = sum(c.summary[f"findings_{name}"] for c in finished.counties for name in wanted)
        if count:
            raise FailOnMet(say("city.fail_on", count=count, severity=say(f"cli.{fail_on}")))
