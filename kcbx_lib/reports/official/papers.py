"""The official papers of one county as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.reports.official import notices, pupil_forms
from kcbx_lib.reports.official.blocks import Block, Body
from kcbx_lib.reports.official.layout import FORM_MARGINS, document_bytes
from kcbx_lib.reports.writer import write_bytes


def write_report(path: Path, blocks: Sequence[Block], *, facts: Facts) -> Path:
    """The draft self-check report. The caller has checked that no person stands in it."""
    title = say("official.title", county=facts.county.name, year=facts.county.as_of.year)
    return write_bytes(path, document_bytes(blocks, title=title, made_on=facts.county.as_of))


def write_restricted_papers(folder: Path, *, facts: Facts, policy: Policy) -> None:
    """``pupil_forms.docx`` and ``notices.docx``, both with names, under ``restricted/``."""
    words = pupil_forms.words()
    forms = pupil_forms.pupil_forms(facts, policy) or [Body(words["nobody"])]
    as_of = facts.county.as_of
    content = document_bytes(forms, title=words["title"], made_on=as_of, margins=FORM_MARGINS)
    write_bytes(folder / "pupil_forms.docx", content)
    drafts = notices.draft_notices(facts, policy)
    content = document_bytes(drafts, title=notices.words()["title"], made_on=as_of)
    write_bytes(folder / "notices.docx", content)
