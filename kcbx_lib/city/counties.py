"""What a run is asked for, and the counties it finds under the data root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kcbx_lib.errors import CountiesFailed, KcbxError, UnreadableInput, WrongUse
from kcbx_lib.intake import read_settings
from kcbx_lib.messages import say

NOT_COUNTIES = {"answer_key", "published_figures"}


@dataclass(frozen=True)
class CityOptions:
    """What the command asks for; see ``kcbx audit --help``."""

    root: Path
    out: Path
    counties: tuple[str, ...] = ()
    run: str = ""
    policy: str | None = None
    as_of: str | None = None
    jobs: int = 1
    scheduler: str | None = None
    previous: Path | None = None
    resume: bool = False
    key_file: Path | None = None


@dataclass
class CountyRun:
    """One county in a run: where it comes from, where it goes, how it ended."""

    source: Path
    code: str
    name: str
    as_of: str
    policy: str
    state: str = "pending"
    message: str = ""
    exit_code: int = 0
    summary: dict[str, Any] = field(default_factory=dict)
    inputs_digest: str = ""

    @property
    def label(self) -> str:
        """The county's folder in the run."""
        return f"{self.code}_{self.name}" if self.code else self.source.name


def find_counties(options: CityOptions) -> list[CountyRun]:
    """Every county folder under the root (or the root itself), by code; unreadable ones as failed."""
    root = options.root
    if not root.is_dir():
        raise UnreadableInput(say("city.no_root", root=root))
    if (root / "county.yml").exists():
        folders = [root]
    else:
        folders = sorted(
            path
            for path in root.iterdir()
            if path.is_dir() and path.name not in NOT_COUNTIES and path.name[0] not in "._"
        )
    if not folders:
        raise UnreadableInput(say("city.no_counties", root=root))
    found = [describe(folder, options) for folder in folders]
    known = sorted(county.code for county in found if county.code)
    absent = [code for code in options.counties if code not in known]
    if absent:
        raise WrongUse(say("city.no_such_county", found="、".join(absent), known="、".join(known)))
    if options.counties:
        found = [county for county in found if county.code in options.counties]
    refuse_twice_the_same(found)
    return sorted(found, key=lambda county: (county.code, county.source.name))


def describe(folder: Path, options: CityOptions) -> CountyRun:
    """The county as its ``county.yml`` tells, or failed with the reason."""
    try:
        settings = read_settings(folder, policy=options.policy, as_of=options.as_of)
    except (UnreadableInput, WrongUse) as problem:
        code = problem.exit_code
        return CountyRun(folder, "", folder.name, "", "", "failed", str(problem), code)
    return CountyRun(
        folder, settings.code, settings.name, settings.as_of.isoformat(), settings.policy
    )


def refuse_twice_the_same(counties: Sequence[CountyRun]) -> None:
    """Two folders with one county code would overwrite each other."""
    seen: dict[str, CountyRun] = {}
    for county in counties:
        if county.code and county.code in seen:
            folders = f"{seen[county.code].source.name}、{county.source.name}"
            raise WrongUse(say("city.same_code", code=county.code, folders=folders))
        seen[county.code] = county


def nothing_done(counties: Sequence[CountyRun]) -> KcbxError:
    """The error of a run in which no county could be done: of the kind that all counties share."""
    message = "\n".join(
        f"{county.name or county.source.name}: {county.message}" for county in counties
    )
    codes = {county.exit_code for county in counties}
    kinds = {WrongUse.exit_code: WrongUse, UnreadableInput.exit_code: UnreadableInput}
    kind = kinds.get(codes.pop(), CountiesFailed) if len(codes) == 1 else UnreadableInput
    return kind(message)


def run_name(options: CityOptions, counties: Sequence[CountyRun]) -> str:
    """``--run NAME``, else ``<root folder>-<as_of>`` with the latest audit date of its counties."""
    if options.run:
        if Path(options.run).name != options.run or options.run.startswith("."):
            raise WrongUse(say("city.bad_run_name", found=options.run))
        return options.run
    latest = max(county.as_of for county in counties)
    return f"{options.root.resolve().name}-{latest}"
