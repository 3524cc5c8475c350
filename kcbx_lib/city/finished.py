"""What an earlier run finished, and whether it still holds: the ground of ``--resume``.

A stage is noted as finished with a digest of everything it rests on. The same digest means the same
result, so the stage need not run again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from kcbx_lib.city.counties import CityOptions, CountyRun
from kcbx_lib.messages import language
from kcbx_lib.reports.writer import write_json
from kcbx_lib.stages import CountyJob, answers_in

INTAKE_LEAVES = {
    "county", "linked", "linked_tables", "exchange_out", "exchange_in", "reports", "finished.json",
}  # fmt: skip


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


def audit_digest(county: CountyRun, job: CountyJob, options: CityOptions) -> str:
    """The inputs' digest together with what other counties and an earlier run told."""
    digest = hashlib.sha256(county.inputs_digest.encode())
    for path in sorted((job.stage / "exchange_in").glob("*.parquet")):
        digest.update(path.read_bytes())
    if options.previous:
        digest.update((options.previous / "run.json").read_bytes())
    return digest.hexdigest()


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


def clear_results(job: CountyJob) -> None:
    """Remove whatever an audit that was killed left behind; what the intake left stays.

    The audit is no longer finished then, whatever an earlier marker says.
    """
    restricted = job.stage.parent
    for folder, kept in (
        (restricted.parent, {restricted.name}),
        (restricted, {job.stage.name}),
        (job.stage, INTAKE_LEAVES),
    ):
        for path in folder.iterdir():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    marker = read_marker(job)
    write_json(marker_path(job), {name: marker[name] for name in marker if name != "audit"})
