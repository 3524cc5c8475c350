"""A run over several counties: intake → exchange → audit → roll-up, isolated, resumable, whole.

The run is built beside its place and renamed when it is complete, so that a reader finds the last
complete run or the new one, never a mixture. A county that fails is listed with its reason; the others
are done. ``--resume`` takes up what a killed run had finished, where inputs and options are the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kcbx_lib.batch.jobs import KEY_CHANNEL, JobOutcome, run_jobs
from kcbx_lib.batch.lock import run_lock
from kcbx_lib.city.counties import (
    CityOptions,
    CountyRun,
    find_counties,
    nothing_done,
    run_name,
)
from kcbx_lib.city.finished import (
    audit_digest,
    clear_results,
    inputs_digest,
    read_marker,
    write_marker,
)
from kcbx_lib.city.place import drop_others, finish, start_aside
from kcbx_lib.city.roll_up import roll_up
from kcbx_lib.exchange import match_across
from kcbx_lib.frames_store import load_frames, save_frames
from kcbx_lib.messages import language, say
from kcbx_lib.policy import load_policy
from kcbx_lib.privacy.identity import choose_key, fingerprint
from kcbx_lib.progress import Board, SilentBoard
from kcbx_lib.reports.writer import private_folder
from kcbx_lib.stages import CountyJob, earlier_reviews, load_summary


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
        runs = [run for run in (options.previous, place) if run is not None]
        jobs = {
            county.label: make_job(county, options, aside, earlier_reviews(runs, county.code))
            for county in readable
        }
        drop_others(aside, jobs)
        intake(counties, jobs, options, board, key)
        exchange(counties, jobs)
        audit(counties, jobs, options, board, key)
        roll_up(aside, counties, options, key)
        finish(aside, place)
    if all(county.state == "failed" for county in counties):
        raise nothing_done(counties)
    return CityRun(place, counties)


def make_job(
    county: CountyRun, options: CityOptions, aside: Path, reviews: tuple[str, ...] = ()
) -> CountyJob:
    """The county's job for the workers."""
    return CountyJob(
        source=str(county.source.resolve()),
        folder=str((aside / county.label).resolve()),
        key_file=KEY_CHANNEL,
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
    key: bytes,
) -> None:
    """Read every county; one whose inputs and options are as a finished run left them is resumed."""
    by_folder = {job.folder: county for county in counties if (job := jobs.get(county.label))}
    waiting = []
    for county in by_folder.values():
        reviews = jobs[county.label].reviews
        county.inputs_digest = inputs_digest(county, options, fingerprint(key), reviews)
        marker = read_marker(jobs[county.label])
        if options.resume and marker.get("intake") == county.inputs_digest:
            board.tell(county.label, say("audit.resumed"))
        else:
            shutil.rmtree(jobs[county.label].folder, ignore_errors=True)
            Path(jobs[county.label].folder).mkdir(parents=True, mode=0o700)
            private_folder(Path(jobs[county.label].folder) / "restricted")
            waiting.append(jobs[county.label])
    outcomes = run_jobs(
        "intake",
        waiting,
        key=key,
        workers=options.jobs,
        scheduler=options.scheduler,
        told=lambda job, text: board.tell(by_folder[job.folder].label, text),
    )
    with closing(outcomes):  # an interrupt here ends the processes before anything else
        for outcome in outcomes:
            county = by_folder[outcome.job.folder]
            if note_failure(county, outcome, board):
                continue
            write_marker(outcome.job, intake=county.inputs_digest)


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
    key: bytes,
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
            county.summary = load_summary(job.stage)
            board.done(county.label, say("audit.resumed"))
        else:
            clear_results(job)
            waiting.append(replace(job, folder=folder))
    outcomes = run_jobs(
        "audit",
        waiting,
        key=key,
        workers=options.jobs,
        scheduler=options.scheduler,
        told=lambda job, text: board.tell(by_folder[job.folder].label, text),
    )
    with closing(outcomes):  # an interrupt here ends the processes before anything else
        for outcome in outcomes:
            county = by_folder[outcome.job.folder]
            if note_failure(county, outcome, board):
                continue
            county.state = "done"
            county.summary = outcome.result or {}
            write_marker(outcome.job, audit=audit_digest(county, outcome.job, options))
            board.done(county.label, say("audit.done"))


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
