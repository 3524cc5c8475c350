"""One stage of one county in a process of its own: ``python -m kcbx_lib.batch.worker JOB.json``.

Speaks JSON lines on stdout: ``{"progress": …}`` and at last ``{"result": …}`` or ``{"failed": …}``. A
failure says what the user can do; the traceback, which may hold names, goes to ``restricted/``.
The worker ends with its parent, so that a killed run leaves nobody writing.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from kcbx_lib.errors import KcbxError
from kcbx_lib.messages import say, use_language
from kcbx_lib.stages import CountyJob, audit_stage, intake_stage, read_job

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.5


def main(job_file: str) -> int:
    """Run the job; 0 when it is done, the error's exit code when it failed."""
    end_with_parent(os.getppid())
    stage, job = read_job(Path(job_file))
    use_language(job.lang)
    try:
        result = run_stage(stage, job)
    except KcbxError as problem:
        tell(failed=str(problem), kind=type(problem).__name__, exit_code=problem.exit_code)
        return problem.exit_code
    except Exception as problem:
        where = keep_traceback(job)
        message = say("batch.unexpected", kind=type(problem).__name__, where=where)
        tell(failed=message, kind=type(problem).__name__, exit_code=4)
        return 4
    tell(result=result)
    return 0


def run_stage(stage: str, job: CountyJob) -> dict[str, Any]:
    """The named stage of the job; the audit stage is followed by its notebook."""
    if stage == "intake":
        return intake_stage(job, lambda text: tell(progress=text))
    from kcbx_lib.batch.notebooks import execute_county_notebook

    summary = audit_stage(job, lambda text: tell(progress=text))
    tell(progress=say("audit.notebook"))
    execute_county_notebook(job)
    return summary


def tell(**message: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(message, ensure_ascii=True, default=str) + "\n")
    sys.stdout.flush()


def keep_traceback(job: CountyJob) -> str:
    """The traceback in the county's restricted folder; the place as the user sees it."""
    folder = Path(job.folder) / "restricted"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "error.log").write_text(traceback.format_exc(), encoding="utf-8")
    return "restricted/error.log"


def end_with_parent(parent: int) -> None:
    """Die when the parent dies: by the kernel's own signal on Linux, by a poll elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
