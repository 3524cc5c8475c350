"""The form for people who don't write code: check the folder, audit one county, say what to open next.

A mistake in the form is answered in words, never by a traceback; the cells below then wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from IPython.display import HTML, Markdown

from kcbx_lib.audit import Audit
from kcbx_lib.errors import KcbxError
from kcbx_lib.messages import say, use_language
from kcbx_lib.notebook_session import open_audit
from kcbx_lib.reports import story
from kcbx_lib.reports.story.quality import set_aside_answer

RESULTS = (
    "report.docx", "findings.csv", "rules.csv", "register_states.csv", "indicators.csv",
    "ledger_school_age.csv", "ledger_suspected.csv", "ledger_dropout.csv", "bridge.csv", "risk.csv", "quality.csv",
    "restricted/ledgers.xlsx", "restricted/quarantine.xlsx", "restricted/review.xlsx",
    "restricted/pupil_forms.docx", "restricted/notices.docx", "restricted/key.csv",
)  # fmt: skip
FURTHER = ("county_audit", "data_quality", "registers")


@dataclass(frozen=True)
class Form:
    """What the form led to: the audit, or the words that say what to correct."""

    audit: Audit | None
    problem: str
    out: str


def begin(
    data_root: str,
    county: str,
    *,
    policy: str = "",
    as_of: str = "",
    previous: str = "",
    out: str = "",
    lang: str = "zh",
) -> Form:
    """Read the folder and audit the county; a mistake becomes a sentence in ``problem``."""
    try:
        use_language(lang)
        if not Path(data_root).is_dir():
            return Form(None, say("city.no_root", root=Path(data_root).name), out)
        audit = open_audit(
            data_root, county, policy=policy, as_of=as_of, previous=previous, out=out, lang=lang
        )
    except KcbxError as problem:
        return Form(None, str(problem), out)
    return Form(audit, "", out)


def checked(form: Form) -> Markdown:
    """Whether the folder could be read, and how many rows were accepted and set aside."""
    if form.audit is None:
        return Markdown(say("start_here.problem", problem=form.problem))
    settings = form.audit.county.settings
    head = say("start_here.read", county=settings.name, as_of=settings.as_of.isoformat())
    answers = [
        story.loaded_answer(form.audit.county).data,
        set_aside_answer(form.audit.county).data,
    ]
    return Markdown("\n\n".join([head, *map(str, answers)]))


def accounting(form: Form) -> HTML | Markdown:
    """The table of what came in."""
    if form.audit is None:
        return _waiting()
    return story.table(story.loaded(form.audit.county), most=40)


def headline(form: Form) -> HTML | Markdown:
    """The five figures of the audit."""
    if form.audit is None:
        return _waiting()
    return story.headline(form.audit.facts, form.audit.policy, form.audit.findings)


def first_findings(form: Form) -> HTML | Markdown:
    """What to read first."""
    if form.audit is None:
        return _waiting()
    return story.finding_cards(story.gravest_findings(form.audit.findings), most=8)


def results(form: Form) -> Markdown:
    """Links to what was written, or how to have it written; and the notebooks that go further."""
    if form.audit is None:
        return _waiting()
    further = "\n".join(
        f"- [{say(f'start_here.notebook_{name}')}]({name}.ipynb)" for name in FURTHER
    )
    if not form.out:
        return Markdown(say("start_here.nothing_written") + "\n\n" + further)
    place = Path(form.out)
    lines = [
        f"- [{say('start_here.file_' + Path(name).stem)}]({(place / name).as_posix()})"
        for name in RESULTS
        if (place / name).is_file()
    ]
    return Markdown("\n\n".join([say("start_here.written"), "\n".join(lines), further]))


def _waiting() -> Markdown:
    return Markdown(say("start_here.waiting"))
