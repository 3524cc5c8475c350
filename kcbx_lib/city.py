"""A run over several counties: intake → exchange → audit → roll-up, isolated, resumable, whole.

The run is built beside its place and renamed when it is complete, so that a reader finds the last
complete run or the new one, never a mixture. A county that fails is listed with its reason; the others
are done. ``--resume`` takes up what a killed run had finished, where inputs and options are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.batch.jobs import JobOutcome, run_jobs
from kcbx_lib.batch.lock import run_lock
from kcbx_lib.city_overview import write_overview
from kcbx_lib.errors import CountiesFailed, KcbxError, UnreadableInput, WrongUse
from kcbx_lib.exchange import match_across
from kcbx_lib.frames_store import load_frames, save_frames
from kcbx_lib.intake import read_settings
from kcbx_lib.messages import language, say
from kcbx_lib.policy import load_policy
from kcbx_lib.privacy.identity import choose_key, fingerprint
from kcbx_lib.progress import Board, SilentBoard
from kcbx_lib.reports.writer import private_folder, write_bytes, write_csv, write_json
from kcbx_lib.stages import CountyJob, answers_in, earlier_reviews

NOT_COUNTIES = {"answer_key", "published_figures"}
STATES = ("done", "failed", "resumed")


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


@dataclass(frozen=True)
class CityRun:
    """A finished run: where it stands and how each county ended."""

    folder: Path
    counties: Sequence[CountyRun]

    @property
    def failed(self) -> list[CountyRun]:
        """Counties that could not be audited."""
        return [county for county in self.counties if county.state == "failed"]

    @property
    def index(self) -> Path:
        """The city's page."""
        return self.folder / "index.html"


def run_city(options: CityOptions, *, board: Board | None = None) -> CityRun:
    """Audit every county under ``options.root``.

    Raises UnreadableInput when no county could be read at all, WrongUse for options that fit
    nothing; a single county's trouble is in its ``CountyRun``.
    """
    board = board or SilentBoard()
    if options.policy and not options.policy.endswith((".yml", ".yaml")):
        load_policy(options.policy, on=date.max)
    counties = find_counties(options)
    readable = [county for county in counties if county.state != "failed"]
    if not readable:
        raise nothing_done(counties)
    key, note = choose_key([county.code for county in readable], key_file=options.key_file)
    if note:
        board.say(note)
    place = options.out / run_name(options, readable)
    with run_lock(place), board.counties([county.label for county in readable]):
        aside = start_aside(place, resume=options.resume)
        key_file = write_bytes(private_folder(aside / ".private") / "key", key)
        runs = [run for run in (options.previous, place) if run is not None]
        jobs = {
            county.label: make_job(
                county, options, aside, key_file, earlier_reviews(runs, county.code)
            )
            for county in readable
        }
        intake(counties, jobs, options, board, fingerprint(key))
        exchange(counties, jobs)
        audit(counties, jobs, options, board)
        shutil.rmtree(aside / ".private")
        roll_up(aside, counties, options, key)
        finish(aside, place)
    if all(county.state == "failed" for county in counties):
        raise nothing_done(counties)
    return CityRun(place, counties)


def nothing_done(counties: Sequence[CountyRun]) -> KcbxError:
    """The error of a run in which no county could be done: of the kind that all counties share."""
    message = "\n".join(
        f"{county.name or county.source.name}: {county.message}" for county in counties
    )
    codes = {county.exit_code for county in counties}
    kinds = {WrongUse.exit_code: WrongUse, UnreadableInput.exit_code: UnreadableInput}
    kind = kinds.get(codes.pop(), CountiesFailed) if len(codes) == 1 else UnreadableInput
    return kind(message)


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
    known = [county.code for county in found if county.code]
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


def run_name(options: CityOptions, counties: Sequence[CountyRun]) -> str:
    """``--run NAME``, else ``<root folder>-<as_of>`` with the latest audit date of its counties."""
    if options.run:
        if Path(options.run).name != options.run or options.run.startswith("."):
            raise WrongUse(say("city.bad_run_name", found=options.run))
        return options.run
    latest = max(county.as_of for county in counties)
    return f"{options.root.resolve().name}-{latest}"


def start_aside(place: Path, *, resume: bool) -> Path:
    """The folder the run is built in. With ``resume``, what an earlier run finished is taken over."""
    aside = place.with_name(f".{place.name}.partial")
    if not resume:
        shutil.rmtree(aside, ignore_errors=True)
    elif not aside.exists() and place.exists():
        shutil.copytree(place, aside)
    return private_folder(aside)


def make_job(
    county: CountyRun,
    options: CityOptions,
    aside: Path,
    key_file: Path,
    reviews: tuple[str, ...] = (),
) -> CountyJob:
    """The county's job for the workers."""
    return CountyJob(
        source=str(county.source.resolve()),
        folder=str((aside / county.label).resolve()),
        key_file=str(key_file.resolve()),
        policy=options.policy,
        as_of=options.as_of,
        lang=language(),
        previous=str(options.previous.resolve()) if options.previous else None,
        reviews=reviews,
    )


def intake(
    counties: Sequence[CountyRun],
    jobs: Mapping[str, CountyJob],
    options: CityOptions,
    board: Board,
    key_print: str,
) -> None:
    """Read every county; one whose inputs and options are as a finished run left them is resumed."""
    by_folder = {job.folder: county for county in counties if (job := jobs.get(county.label))}
    waiting = []
    for county in by_folder.values():
        reviews = jobs[county.label].reviews
        county.inputs_digest = inputs_digest(county, options, key_print, reviews)
        marker = read_marker(jobs[county.label])
        if options.resume and marker.get("intake") == county.inputs_digest:
            board.tell(county.label, say("audit.resumed"))
        else:
            shutil.rmtree(jobs[county.label].folder, ignore_errors=True)
            Path(jobs[county.label].folder).mkdir(parents=True, mode=0o700)
            private_folder(Path(jobs[county.label].folder) / "restricted")
            waiting.append(jobs[county.label])
    for outcome in run_jobs(
        "intake",
        waiting,
        workers=options.jobs,
        scheduler=options.scheduler,
        told=lambda job, text: board.tell(by_folder[job.folder].label, text),
    ):
        county = by_folder[outcome.job.folder]
        if note_failure(county, outcome, board):
            continue
        write_marker(outcome.job, intake=county.inputs_digest)


def inputs_digest(
    county: CountyRun, options: CityOptions, key_print: str, reviews: Sequence[str] = ()
) -> str:
    """One hash over a county's files and everything asked of it: the same means the same result.

    Of an earlier review list only its answers are asked: a list nobody filled in changes nothing.
    """
    digest = hashlib.sha256()
    asked = [options.policy, options.as_of, language(), key_print, version("kcbx")]
    digest.update(json.dumps(asked).encode())
    for review in reviews:
        digest.update(answers_in(Path(review)).to_csv(index=False).encode())
    for path in sorted(county.source.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(county.source)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def exchange(counties: Sequence[CountyRun], jobs: Mapping[str, CountyJob]) -> None:
    """Tell each county what the others know of its children: keyed indexes, no names.

    A run of one county leaves no exchange behind, so that its rules say what they could not know.
    """
    read = [county for county in counties if county.label in jobs and county.state != "failed"]
    indexes = {
        county.code: load_frames(jobs[county.label].stage / "exchange_out")["index"]
        for county in read
    }
    known = match_across(indexes) if len(indexes) > 1 else {}
    for county in read:
        frames = {"exchange": known[county.code]} if county.code in known else {}
        save_frames(jobs[county.label].stage / "exchange_in", frames)


def audit(
    counties: Sequence[CountyRun],
    jobs: Mapping[str, CountyJob],
    options: CityOptions,
    board: Board,
) -> None:
    """Audit every county that was read and execute its notebook."""
    by_folder = {jobs[c.label].folder: c for c in counties if c.label in jobs}
    waiting = []
    for folder, county in by_folder.items():
        if county.state == "failed":
            continue
        job = jobs[county.label]
        marker = read_marker(job)
        if options.resume and marker.get("audit") == audit_digest(county, job, options):
            county.state = "resumed"
            county.summary = json.loads((job.stage / "summary.json").read_text("utf-8"))
            board.done(county.label, say("audit.resumed"))
        else:
            waiting.append(replace(job, folder=folder))
    for outcome in run_jobs(
        "audit",
        waiting,
        workers=options.jobs,
        scheduler=options.scheduler,
        told=lambda job, text: board.tell(by_folder[job.folder].label, text),
    ):
        county = by_folder[outcome.job.folder]
        if note_failure(county, outcome, board):
            continue
        county.state = "done"
        county.summary = outcome.result or {}
        write_marker(outcome.job, audit=audit_digest(county, outcome.job, options))
        board.done(county.label, say("audit.done"))


def audit_digest(county: CountyRun, job: CountyJob, options: CityOptions) -> str:
    """The inputs' digest together with what other counties and an earlier run told."""
    digest = hashlib.sha256(county.inputs_digest.encode())
    for path in sorted((job.stage / "exchange_in").glob("*.parquet")):
        digest.update(path.read_bytes())
    if options.previous:
        digest.update((options.previous / "run.json").read_bytes())
    return digest.hexdigest()


def note_failure(county: CountyRun, outcome: JobOutcome, board: Board) -> bool:
    """Record a failed stage; the county's half-made tables do not stay."""
    if not outcome.failed:
        return False
    county.state, county.message = "failed", outcome.failed
    county.exit_code = outcome.exit_code
    for path in Path(outcome.job.folder).iterdir():
        if path.is_file():
            path.unlink()
    board.failed(county.label, f"{county.name}: {outcome.failed}")
    return True


def marker_path(job: CountyJob) -> Path:
    """Where a county's finished stages are noted."""
    return job.stage / "finished.json"


def read_marker(job: CountyJob) -> dict[str, str]:
    """Digest by finished stage; nothing where no stage finished."""
    path = marker_path(job)
    content: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return content


def write_marker(job: CountyJob, **stages: str) -> None:
    """Note a stage as finished."""
    write_json(marker_path(job), {**read_marker(job), **stages})


def roll_up(aside: Path, counties: Sequence[CountyRun], options: CityOptions, key: bytes) -> None:
    """``summary.csv``, ``run.json`` and the city's page."""
    done = [county for county in counties if county.summary]
    write_csv(aside / "summary.csv", pd.DataFrame([county.summary for county in done]))
    write_json(aside / "run.json", describe_run(aside, counties, options, key))
    write_overview(aside, root=options.root, lang=language())


def describe_run(
    aside: Path, counties: Sequence[CountyRun], options: CityOptions, key: bytes
) -> dict[str, Any]:
    """What went in and how each county ended; only ``clock`` differs between equal runs."""
    return {
        "kit": version("kcbx"),
        "versions": {name: version(name) for name in ("pandas", "numpy", "pyarrow", "papermill")},
        "key_fingerprint": fingerprint(key),
        "parameters": {
            "root": options.root.resolve().name,
            "counties": list(options.counties),
            "policy": options.policy,
            "as_of": options.as_of,
            "lang": language(),
            "previous": options.previous.name if options.previous else None,
        },
        "counties": [
            {
                "code": county.code,
                "name": county.name,
                "folder": county.label if county.summary else None,
                "policy": county.policy,
                "as_of": county.as_of,
                "state": "done" if county.state == "resumed" else county.state,
                "message": county.message,
                "inputs": input_hashes(aside / county.label),
            }
            for county in counties
        ],
        "clock": {"finished_at": datetime.now(UTC).isoformat(timespec="seconds")},
    }


def input_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 by input file, from the county's manifest."""
    path = folder / "manifest.json"
    if not path.exists():
        return {}
    inputs = json.loads(path.read_text("utf-8"))["inputs"]
    return {entry["file"]: entry["sha256"] for entry in inputs}


def finish(aside: Path, place: Path) -> None:
    """Put the finished run in its place; the run that stood there goes last."""
    old = place.with_name(f".{place.name}.old-{os.getpid()}")
    if place.exists():
        os.replace(place, old)
    os.replace(aside, place)
    shutil.rmtree(old, ignore_errors=True)
