"""kcbx: a research and audit kit against school dropout (控辍保学).

The names that a notebook needs, all of them; what they return explains itself from there.

    read_county       one county's folder → County: every row accepted or set aside
    audit_folder      one county's folder → Audit: states, ledgers, indicators, risk, findings
    open_audit        the audit of one county under a data root, as the notebooks open it
    clean_one_column  one column of a file → each raw cell, its clean value, the reason
    load_policy       a profile on a day → dated, cited values
    load_table        a table of the data dictionary → its columns, headers, aliases
    score_children    facts and policy → each child's score, band and reasons
    check_text        a report's text → every relation among its figures, and its grade
    check_file        the same for txt, md, docx and pdf
    plan_sample       how many schools to visit for what a visit should prove
    sample_county     an audited county → the schools and pupils to visit
    synthesise        fictional counties with an answer key

A name is loaded when it is first asked for, so that the command starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcbx_lib.audit import audit_folder
    from kcbx_lib.intake import clean_one_column, read_county
    from kcbx_lib.notebook_session import open_audit
    from kcbx_lib.policy import load_policy
    from kcbx_lib.risk import score_children
    from kcbx_lib.sampling import plan_sample, sample_county
    from kcbx_lib.statements import check_file, check_text
    from kcbx_lib.synthetic.generate import synthesise
    from kcbx_lib.tables import load_table

__all__ = [
    "audit_folder",
    "check_file",
    "check_text",
    "clean_one_column",
    "load_policy",
    "load_table",
    "open_audit",
    "plan_sample",
    "read_county",
    "sample_county",
    "score_children",
    "synthesise",
]
_ROOMS = {
    "audit_folder": "audit",
    "check_file": "statements",
    "check_text": "statements",
    "clean_one_column": "intake",
    "load_policy": "policy",
    "load_table": "tables",
    "open_audit": "notebook_session",
    "plan_sample": "sampling",
    "read_county": "intake",
    "sample_county": "sampling",
    "score_children": "risk",
    "synthesise": "synthetic.generate",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"kcbx_lib has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"kcbx_lib.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
