"""The whole audit of one county, readable on one page.

    County ─link─▶ children ─registers─▶ states      children, attendance ─▶ ledgers · indicators · risk
    all of it + policy ─rules─▶ findings

Each stage adds frames to the facts and never looks back into files. Nothing here decides; the rooms do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kcbx_lib.as_of import cut_to
from kcbx_lib.attendance import attendance_facts
from kcbx_lib.children import build_children
from kcbx_lib.county import County, CountySettings
from kcbx_lib.facts import Facts
from kcbx_lib.indicators import bridge, compute_indicators
from kcbx_lib.intake import read_county
from kcbx_lib.ledgers import build_ledgers, follow_up
from kcbx_lib.link import Linked, link_children
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy, load_policy
from kcbx_lib.privacy.identity import choose_key
from kcbx_lib.registers import register_states
from kcbx_lib.report_texts import check_report_texts, with_county_data, without_persons
from kcbx_lib.risk import score_children
from kcbx_lib.rules.registry import RuleResults, run_rules
from kcbx_lib.school_calendar import school_days

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Audit:
    """What the audit of one county came to; every frame is pseudonymous but for ``linked``."""

    county: County
    policy: Policy
    linked: Linked
    facts: Facts
    findings: pd.DataFrame
    rules: pd.DataFrame

    @property
    def states(self) -> pd.DataFrame:
        """Each child of the registers once: ``subject, state, explanation, in_population``."""
        return self.facts["register_states"]

    @property
    def indicators(self) -> pd.DataFrame:
        """Rates with numerator, denominator, target and gap."""
        return self.facts["indicators"]

    @property
    def risk(self) -> pd.DataFrame:
        """Each child at school: score, band and reasons."""
        return self.facts["risk"]


def audit_county(
    county: County,
    policy: Policy,
    *,
    key: bytes,
    exchange: pd.DataFrame | None = None,
    previous: Mapping[str, pd.DataFrame] | None = None,
    decisions: pd.DataFrame | None = None,
    reports: Mapping[str, pd.DataFrame] | None = None,
    linked: Linked | None = None,
    progress: Progress = lambda _: None,
) -> Audit:
    """Audit one county that was read.

    ``exchange`` is what the other counties of the run know of this one's children (one row a child
    and place), ``previous`` the frames of an earlier run, ``decisions`` the answers to its review
    list, ``reports`` what ``check_report_texts`` read in the reports handed in. Raises nothing for bad data: what
    cannot be tested says so.
    """
    if linked is None:
        progress(say("audit.linking"))
        linked = link_children(county, key=key, decisions=decisions)
    progress(say("audit.comparing"))
    settings = county.settings
    known, later = cut_to(
        linked.tables,
        pd.Timestamp(settings.as_of),
        entries_until=pd.Timestamp(settings.entries_known_until),
    )
    facts = Facts(county.settings, {**known, **(previous or {})})
    facts = facts.with_frames(later_rows=pd.DataFrame({"rows": later}, dtype="int64"))
    facts = facts.with_frames(
        link_review=linked.review,
        link_decided=linked.decided,
        link_on_slips=linked.on_slips,
        quality=with_subjects(county.quality, linked),
        quarantined=county.quarantined,
        sources=county.sources,
    )
    if exchange is not None:
        facts = facts.with_frames(exchange=exchange)
    facts = facts.with_frames(school_days=school_days(facts))
    facts = facts.with_frames(**attendance_facts(facts, policy))
    facts = facts.with_frames(children=build_children(facts, linked, policy))
    facts = facts.with_frames(**register_states(facts, policy))
    progress(say("audit.ledgers"))
    facts = facts.with_frames(**build_ledgers(facts, policy))
    facts = facts.with_frames(risk=score_children(facts, policy))
    facts = facts.with_frames(indicators=compute_indicators(facts, policy))
    facts = facts.with_frames(bridge=bridge(facts, policy))
    if reports:
        facts = facts.with_frames(report_figures=report_relations(facts, reports, linked.people))
    progress(say("audit.rules"))
    facts, results = judge(facts, policy)
    return Audit(county, policy, linked, facts, results.findings, results.rules)


def report_relations(
    facts: Facts, reports: Mapping[str, pd.DataFrame], people: pd.DataFrame
) -> pd.DataFrame:
    """The figures of the reports against one another and against the data, without persons' names."""
    relations = reports["report_figures"]
    if "report_numbers" in reports:
        relations = with_county_data(relations, reports["report_numbers"], facts)
    return without_persons(relations, people)


def judge(facts: Facts, policy: Policy) -> tuple[Facts, RuleResults]:
    """The rules in one pass; after an earlier run in two, the second for what came of its findings.

    The inspection ladder and the tasks overdue rest on findings that came back, so they have to wait
    for the other rules. In the end the follow-up covers them too.
    """
    if not facts.has("previous_findings"):
        return facts, run_rules(facts, policy)
    first = run_rules(facts, policy, follow_up=False)
    known = facts.with_frames(follow_up=followed_up(facts, policy, first))
    results = first.with_those_of(run_rules(known, policy, follow_up=True))
    return facts.with_frames(follow_up=followed_up(facts, policy, results)), results


def followed_up(facts: Facts, policy: Policy, results: RuleResults) -> pd.DataFrame:
    """The earlier run's findings beside this one's: repeated, worsened, cured, and what is due now."""
    return follow_up(
        results.findings,
        facts["previous_findings"],
        results.rules,
        subjects=facts["children"].index,
        as_of=facts.as_of,
        ladder=policy["inspection.ladder"] or (),
        previous_follow_up=facts["previous_follow_up"] if facts.has("previous_follow_up") else None,
        past=results.past,
    )


def with_subjects(quality: pd.DataFrame, linked: Linked) -> pd.DataFrame:
    """Quality notes with the child each row belongs to (NA where the row is no child's)."""
    subject = linked.crosswalk["subject"]
    return quality.assign(subject=quality["row_id"].map(subject[~subject.index.duplicated()]))


def policy_of(settings: CountySettings) -> Policy:
    """The county's policy on its audit date; a YAML profile is looked for beside ``county.yml``.

    Raises WrongUse for an unknown profile, PolicyError for a YAML that contradicts the rulebook.
    """
    beside = settings.folder / settings.policy
    is_file = settings.policy.endswith((".yml", ".yaml"))
    name = str(beside) if is_file and beside.is_file() else settings.policy
    return load_policy(name, on=settings.as_of)


def audit_folder(
    folder: Path | str,
    *,
    policy: str | None = None,
    as_of: str | None = None,
    key: bytes | None = None,
) -> Audit:
    """Read and audit one county's folder in memory; nothing is written."""
    county = read_county(Path(folder), policy=policy, as_of=as_of)
    settings = county.settings
    chosen = key or choose_key([settings.code])[0]
    reports = check_report_texts(settings.folder)
    return audit_county(county, policy_of(settings), key=chosen, reports=reports)
