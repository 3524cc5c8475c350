"""The stages of a run, one county at a time, and what each leaves for the next.

    intake: folder → County and its linked children, kept as parquet
    audit:  those + what other counties know → every table of the run, then the executed notebook

Stages keep their frames in ``<county>/restricted/.stage/`` (0700). A stage is a pure function of its
job: inputs, policy, dates and key; the clock only enters the manifest's ``clock``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.audit import Audit, audit_county, policy_of
from kcbx_lib.county import County
from kcbx_lib.errors import UnreadableInput
from kcbx_lib.exchange import person_index
from kcbx_lib.facts import Facts
from kcbx_lib.frames_store import load_frames, save_frames
from kcbx_lib.intake import load_county, read_county, save_county
from kcbx_lib.intake.gather import NOTICE_COLUMNS
from kcbx_lib.intake.review_answers import (
    answers_frame,
    read_answers,
    still_holding,
    together,
)
from kcbx_lib.link import Linked, link_children, read_review_decisions
from kcbx_lib.messages import say, use_language
from kcbx_lib.previous import load_previous
from kcbx_lib.read import open_sheets
from kcbx_lib.report_texts import check_report_texts
from kcbx_lib.reports.county_files import write_county_files
from kcbx_lib.reports.writer import private_folder, write_json

Progress = Callable[[str], None]
LINKED_FRAMES = ("people", "crosswalk", "review", "decided", "on_slips")


@dataclass(frozen=True)
class CountyJob:
    """All that one county's stages need; travels to the worker as JSON, the key in its own file."""

    source: str
    folder: str
    key_file: str
    policy: str | None = None
    as_of: str | None = None
    lang: str = "zh"
    previous: str | None = None
    reviews: tuple[str, ...] = ()
    """Review lists of earlier runs whose answers are read back."""

    @property
    def stage(self) -> Path:
        """Where this county's frames are kept between stages."""
        return Path(self.folder) / "restricted" / ".stage"

    def to_json(self) -> dict[str, Any]:
        """The job as plain data."""
        return asdict(self)


def intake_stage(job: CountyJob, progress: Progress) -> dict[str, Any]:
    """Read, clean, link; returns what the run needs to know: ``code, name, as_of, digest``."""
    use_language(job.lang)
    folder = Path(job.folder)
    private_folder(folder)
    private_folder(folder / "restricted")
    stage = private_folder(job.stage)
    progress(say("audit.reading"))
    county = read_county(Path(job.source), policy=job.policy, as_of=job.as_of)
    policy_of(county.settings)
    progress(say("audit.linking"))
    county, decisions = with_decisions(county, job)
    linked = link_children(county, key=Path(job.key_file).read_bytes(), decisions=decisions)
    save_county(county, stage / "county")
    save_frames(stage / "linked", {name: getattr(linked, name) for name in LINKED_FRAMES})
    save_frames(stage / "linked_tables", dict(linked.tables))
    save_frames(stage / "exchange_out", {"index": person_index(linked, county.settings)})
    save_frames(stage / "reports", check_report_texts(Path(job.source)))
    settings = county.settings
    return {
        "code": settings.code,
        "name": settings.name,
        "as_of": settings.as_of.isoformat(),
        "policy": settings.policy,
        "digest": digest_of_sources(county.sources),
    }


def earlier_reviews(runs: Sequence[Path], code: str) -> tuple[str, ...]:
    """Review lists of a county that people may have answered: of the run compared with, and of the
    run that this one replaces, whose answers would else be lost with it.
    """
    found = [
        path.resolve()
        for run in runs
        for path in sorted(run.glob(f"{code}_*/restricted/review.xlsx"))
    ]
    return tuple(str(path) for path in dict.fromkeys(found))


def answers_in(review: Path) -> pd.DataFrame:
    """The decided lines of a review list; none where it cannot be read (the county is told so)."""
    try:
        return read_answers(open_sheets(review, review.name))
    except UnreadableInput:
        return answers_frame([])


def with_decisions(county: County, job: CountyJob) -> tuple[County, pd.DataFrame]:
    """The answers to review lists that hold for this county, and the county told what became of them.

    The county's own folder has the last word: its ``review_decisions.csv``, then a review list lying
    there, then the lists of earlier runs.
    """
    told: list[tuple[str, dict[str, Any]]] = []
    parts = []
    for path in map(Path, job.reviews):
        try:
            parts.append(read_answers(open_sheets(path, path.name)))
            if len(parts[-1]):
                told.append(("earlier_review", {"count": len(parts[-1])}))
        except UnreadableInput as problem:  # protected, or damaged: the run goes on, and says so
            told.append(("earlier_review_unread", {"found": str(problem)}))
    own = read_review_decisions(Path(job.source))
    answers = together([*parts, county.answers, *([own] if own is not None else [])])
    holds = still_holding(answers, county.tables)
    if not holds.all():
        told.append(("answers_past", {"count": int((~holds).sum())}))
    notices = pd.DataFrame(
        [("", "", kind, say(f"intake.notice_{kind}", **values)) for kind, values in told],
        columns=list(NOTICE_COLUMNS),
    ).astype("str")
    county = replace(county, notices=pd.concat([county.notices, notices], ignore_index=True))
    return county, answers[holds].reset_index(drop=True)


def digest_of_sources(sources: pd.DataFrame) -> str:
    """One hash over every input file's own hash."""
    lines = sorted({f"{row.file}\x1f{row.sha256}" for row in sources.itertuples()})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def audit_stage(job: CountyJob, progress: Progress) -> dict[str, Any]:
    """Audit and write every table of the county; returns the county's line of the summary."""
    use_language(job.lang)
    stage = job.stage
    county = load_county(stage / "county")
    linked = load_linked(stage)
    policy = policy_of(county.settings)
    exchange = load_frames(stage / "exchange_in").get("exchange")
    key = Path(job.key_file).read_bytes()
    earlier = Path(job.previous) if job.previous else None
    previous = load_previous(earlier, linked, county.settings, key=key) if earlier else None
    audit = audit_county(
        county,
        policy,
        key=key,
        exchange=exchange,
        previous=previous,
        reports=load_frames(stage / "reports"),
        linked=linked,
        progress=progress,
    )
    write_county_files(
        Path(job.folder),
        county=county,
        policy=policy,
        facts=audit.facts,
        findings=audit.findings,
        rules=audit.rules,
    )
    save_audit(audit, stage)
    summary = county_summary(audit)
    save_summary(summary, stage)
    return summary


def save_summary(summary: Mapping[str, Any], stage: Path) -> None:
    """Keep the county's line of the summary, its columns in their order (JSON is written sorted)."""
    write_json(stage / "summary.json", {"columns": list(summary), "line": dict(summary)})


def load_summary(stage: Path) -> dict[str, Any]:
    """The county's line of the summary as the audit stage left it."""
    kept = json.loads((stage / "summary.json").read_text(encoding="utf-8"))
    return {column: kept["line"][column] for column in kept["columns"]}


def load_linked(stage: Path) -> Linked:
    """The linked children as the intake stage left them."""
    frames = load_frames(stage / "linked")
    return Linked(**frames, tables=load_frames(stage / "linked_tables"))


def save_audit(audit: Audit, stage: Path) -> None:
    """Keep what the notebook reads: derived frames, findings and rules."""
    frames = {
        name: frame for name, frame in audit.facts.frames.items() if name not in audit.county.tables
    }
    save_frames(stage / "facts", frames)
    save_frames(stage / "results", {"findings": audit.findings, "rules": audit.rules})


def load_audit(stage: Path) -> Audit:
    """The audit as the audit stage left it, for a notebook to explain and draw."""
    county: County = load_county(stage / "county")
    settings = county.settings
    linked = load_linked(stage)
    facts = Facts(settings, {**linked.tables, **load_frames(stage / "facts")})
    results = load_frames(stage / "results")
    return Audit(county, policy_of(settings), linked, facts, results["findings"], results["rules"])


def county_summary(audit: Audit) -> dict[str, Any]:
    """The county's row of ``summary.csv``: how much came in, what was found, what was not tested."""
    settings = audit.county.settings
    sources = audit.county.sources
    states = audit.states["state"].value_counts()
    severity = audit.findings["severity"].value_counts()
    rules = audit.rules["state"].value_counts()
    bands = audit.risk["band"].value_counts() if len(audit.risk) else pd.Series(dtype="int64")
    return {
        "county": settings.code,
        "name": settings.name,
        "policy": settings.policy,
        "as_of": settings.as_of.isoformat(),
        "rows_read": int(sources["read"].sum()),
        "rows_accepted": int(sources["accepted"].sum()),
        "rows_quarantined": int(sources["quarantined"].sum()),
        "children": len(audit.states),
        "in_population": int(audit.states["in_population"].sum()),
        "out_of_school": int(states.get("out_of_school", 0)),
        "to_review": int(states.get("to_review", 0)),
        "high_risk": int(bands.get("high", 0)),
        "suspected": len(audit.facts["ledger_suspected"]),
        "dropout": len(audit.facts["ledger_dropout"]),
        **{f"findings_{name}": int(severity.get(name, 0)) for name in ("high", "medium", "low")},
        **{f"rules_{name}": int(rules.get(name, 0)) for name in ("found", "clear", "not_tested")},
    }


def write_job(job: CountyJob, stage: str, path: Path) -> Path:
    """The job as a worker reads it."""
    content: Mapping[str, Any] = {"stage": stage, "job": job.to_json()}
    return write_json(path, content)


def read_job(path: Path) -> tuple[str, CountyJob]:
    """The stage and job in a job file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    job = content["job"]
    return content["stage"], CountyJob(**{**job, "reviews": tuple(job.get("reviews", ()))})
