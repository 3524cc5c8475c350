"""Notebooks through papermill: parameters checked first, run in ``restricted/``, a clean copy leaves."""

from __future__ import annotations

import difflib
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from papermill.exceptions import PapermillExecutionError

from kcbx_lib.errors import KcbxError, WrongUse
from kcbx_lib.frames_store import load_frames
from kcbx_lib.messages import say
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.reports.notebook import cleaned_notebook, visible_text
from kcbx_lib.reports.page import notebook_page
from kcbx_lib.reports.writer import private_folder, write_text
from kcbx_lib.stages import CountyJob

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CELL_SECONDS = 1800
BESIDE_COUNTY_PAGE = (
    "report.docx", "findings.csv", "indicators.csv", "ledger_suspected.csv", "register_states.csv",
    "risk.csv", "quality.csv", "restricted/ledgers.xlsx", "restricted/pupil_forms.docx",
    "restricted/notices.docx", "restricted/review.xlsx", "restricted/quarantine.xlsx",
)  # fmt: skip


class NotebookFailed(KcbxError):
    """A cell raised; only the cell's number and the kind of error are told."""

    exit_code = 4


def execute_county_notebook(job: CountyJob) -> None:
    """``audit.ipynb`` and ``audit.html`` of one county, from the tables its audit stage wrote."""
    folder = Path(job.folder)
    people = load_frames(job.stage / "linked")["people"]
    check = ReleaseCheck(person_columns(people))
    executed = run_notebook(
        NOTEBOOKS / "county_audit.ipynb",
        {
            "data_root": str(Path(job.source).parent),
            "county": folder.name.split("_")[0],
            "policy": job.policy or "",
            "as_of": job.as_of or "",
            "previous": job.previous or "",
            "out": str(folder),
            "lang": job.lang,
        },
        aside=private_folder(folder / "restricted") / "audit.running.ipynb",
    )
    name = folder.name.partition("_")[2]
    publish_notebook(
        executed, folder / "audit", check=check, lang=job.lang, of=name, links=county_links(folder)
    )


def county_links(folder: Path) -> list[tuple[str, str]]:
    """What stands beside a county's page, for the reader who wants the rows: address and words."""
    beside = [name for name in BESIDE_COUNTY_PAGE if (folder / name).is_file()]
    own = [(name, say(f"page.link_{Path(name).stem}")) for name in beside]
    return [("../index.html", say("page.link_index")), *own]


def person_columns(people: Any) -> Any:
    """The columns of linked children that name somebody."""
    named = ("name", "guardian", "resident_id", "student_no", "disability_no", "phone", "address")
    return people[[column for column in named if column in people]]


def run_notebook(
    path: Path, parameters: Mapping[str, Any], *, aside: Path
) -> nbformat.NotebookNode:
    """Execute a notebook with these parameters; the raw copy never leaves ``aside``'s folder.

    Raises WrongUse for a parameter that the notebook does not have (papermill would only warn) and
    NotebookFailed, without values, when a cell raises.
    """
    check_parameters(path, parameters)
    try:
        executed = papermill.execute_notebook(
            str(path),
            str(aside),
            parameters=dict(parameters),
            kernel_name="python3",
            cwd=str(path.parent),
            progress_bar=False,
            log_output=False,
            execution_timeout=CELL_SECONDS,
            **kernel_options(),
        )
    except PapermillExecutionError as problem:
        raise NotebookFailed(
            say("batch.notebook_failed", cell=problem.exec_count or "?", kind=problem.ename)
        ) from problem
    aside.unlink(missing_ok=True)
    return executed


def kernel_options() -> dict[str, Any]:
    """Kernels are spoken to over files of this user, not over the network, where the system can."""
    return {} if sys.platform == "win32" else {"kernel_manager_class": PrivateKernelManager}


class PrivateKernelManager(AsyncKernelManager):
    """A kernel behind sockets in a folder that only its owner can enter, gone with the kernel."""

    def __init__(self, **options: Any) -> None:
        self._sockets = tempfile.mkdtemp(prefix="kcbx-")
        super().__init__(transport="ipc", ip=str(Path(self._sockets) / "k"), **options)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self._sockets, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    """Compare names with the notebook's ``parameters`` cell before anything runs."""
    known = sorted(papermill.inspect_notebook(str(path)))
    unknown = [name for name in parameters if name not in known]
    if not unknown:
        return
    near = difflib.get_close_matches(unknown[0], known, n=1)
    found = f"{unknown[0]} ({near[0]}?)" if near else unknown[0]
    raise WrongUse(
        say("batch.unknown_parameter", notebook=path.name, found=found, known="、".join(known))
    )


def publish_notebook(
    executed: nbformat.NotebookNode,
    target: Path,
    *,
    check: ReleaseCheck,
    lang: str,
    of: str = "",
    links: list[tuple[str, str]] | None = None,
) -> None:
    """Write ``target.ipynb`` and ``target.html`` once nothing personal stands in them."""
    clean = cleaned_notebook(executed)
    check.check_text(visible_text(clean), where=f"{target.name}.ipynb")
    page = notebook_page(clean, lang=lang, of=of, links=links)
    write_text(target.with_suffix(".ipynb"), nbformat.writes(clean) + "\n")
    write_text(target.with_suffix(".html"), page)
