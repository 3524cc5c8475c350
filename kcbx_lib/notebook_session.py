"""How a notebook gets its audit: from the run that executes it, or computed in memory on its own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcbx_lib.audit import Audit, audit_county, audit_folder, policy_of
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.intake import read_county, read_settings
from kcbx_lib.link import link_children
from kcbx_lib.messages import say, use_language
from kcbx_lib.previous import load_previous
from kcbx_lib.privacy.identity import choose_key
from kcbx_lib.report_texts import check_report_texts, with_county_data
from kcbx_lib.reports.charts import use_chinese_font
from kcbx_lib.reports.county_files import write_county_files
from kcbx_lib.stages import load_audit

CODE_DIGITS = 6


def open_audit(
    data_root: str,
    county: str | int,
    *,
    policy: str = "",
    as_of: str = "",
    previous: str = "",
    out: str = "",
    lang: str = "zh",
) -> Audit:
    """The audit of one county under ``data_root``.

    ``out`` is the county's folder in a run: when the run has left its tables there they are read,
    otherwise the audit is computed and its tables are written there. Without ``out`` nothing is
    written. Raises WrongUse for a code that no folder carries.
    """
    use_language(lang)
    use_chinese_font()
    code = str(county).zfill(CODE_DIGITS)  # papermill's -p turns digits into a number
    if out and (Path(out) / "restricted" / ".stage" / "results").is_dir():
        return load_audit(Path(out) / "restricted" / ".stage")
    read = read_county(
        find_county(Path(data_root), code), policy=policy or None, as_of=as_of or None
    )
    settings = read.settings
    key, _ = choose_key([settings.code])
    linked = link_children(read, key=key)
    earlier = load_previous(Path(previous), linked, settings, key=key) if previous else None
    audit = audit_county(
        read,
        policy_of(settings),
        key=key,
        linked=linked,
        previous=earlier,
        reports=check_report_texts(settings.folder),
    )
    if out:
        write_county_files(
            Path(out),
            county=read,
            policy=audit.policy,
            facts=audit.facts,
            findings=audit.findings,
            rules=audit.rules,
        )
    return audit


def report_against_county(
    figures: pd.DataFrame, data_root: str | Path, county: str = ""
) -> pd.DataFrame | None:
    """A report's figures against the data of a county under ``data_root``; None without data.

    Columns as ``check_file`` gives them. Raises WrongUse where the county is not there or not named.
    """
    if not str(data_root):
        return None
    root = Path(data_root)
    code = str(county).zfill(CODE_DIGITS) if str(county) else the_only_county(root)
    facts = audit_folder(find_county(root, code)).facts
    return with_county_data(pd.DataFrame(), figures, facts)


def find_county(root: Path, code: str) -> Path:
    """The folder under ``root`` whose ``county.yml`` carries this code (or the root itself)."""
    known: list[str] = []
    folders = [root, *sorted(path for path in root.iterdir() if path.is_dir())]
    for folder in folders:
        if not (folder / "county.yml").is_file():
            continue
        try:
            settings = read_settings(folder)
        except (UnreadableInput, WrongUse):
            continue
        if settings.code == code:
            return folder
        known.append(settings.code)
    raise WrongUse(say("city.no_such_county", found=code, known="、".join(known) or "—"))


def the_only_county(root: Path) -> str:
    """The code of the one county under ``root``. Raises WrongUse where there are several or none."""
    codes = [
        read_settings(folder).code
        for folder in [root, *sorted(path for path in root.iterdir() if path.is_dir())]
        if (folder / "county.yml").is_file()
    ]
    if len(codes) != 1:
        raise WrongUse(say("city.which_county", known="、".join(codes) or "—"))
    return codes[0]
