"""How common each circumstance is in a fictional county, and where the figure comes from.

Shares are per thousand children of the nine official cohorts, for a rural county. They are set so
that every lawful explanation occurs even in a county of a few hundred; they are no estimate of any
real place. Where the literature gives a figure it is named; the rest are plausible orders of size.
Simplification: circumstances are drawn independently of one another except where said, so joint
shares (poor and left behind) are lower than in real registers.
"""

from __future__ import annotations

# Lawful explanations: at most one for a child. (per thousand, fewest in a small county)
STORIES: dict[str, tuple[float, int]] = {
    "suspended": (5, 3),  # 休学 approved, before or in the term
    "resumed": (2, 1),  # 休学 earlier, 复学 in this term
    "leaving": (3, 2),  # 转出 within the last weeks, not yet arrived
    "arriving": (3, 2),  # 转入 within the last weeks, attends, record not yet moved
    "moved_within": (8, 4),  # from one school of the county to another, completed
    "moved_in": (8, 4),  # from outside the county, completed
    "studying_elsewhere": (8, 4),  # 借读 elsewhere with proof, record kept here
    "home_teaching": (4, 2),  # severe disability, taught at home within the enrolment system
    "special_school": (7, 4),
    "died": (0.6, 1),
    "abroad": (2, 2),
    "delayed": (2, 2),  # six years old, entry delayed for health, approved
    "moved_away": (8, 4),  # 户口 cancelled because the family moved
    "deducted": (4, 3),  # on the suspected list, checked and deducted with proof
    "returned": (5, 3),  # absent to the limit, reported, visited, back at school
    "suspected": (2, 2),  # absent to the limit these days, reported, being verified
}

# Circumstances of pupils in school. Left-behind: civil-affairs counts of rural counties lie between
# five and twenty per cent. Poor or monitored households: around a tenth of rural households.
LEFT_BEHIND = 90.0
MIGRANT = 50.0  # not in the county's household register
POOR_HOUSEHOLD = 100.0
LOW_INCOME = 25.0
DESTITUTE = 4.0
ORPHAN = 3.0
UNSUPPORTED = 5.0
DISTRESSED = 6.0
SINGLE_PARENT = 20.0
IMPRISONED_PARENT = 2.0
DISABLED_IN_CLASS = 10.0  # 随班就读
LEARNING_DIFFICULTY = 30.0  # two subjects below 60 % in two successive terms
MINORITY = 30.0
BOARDER_PRIMARY = 150.0
BOARDER_JUNIOR = 550.0
TWIN_PAIRS = 8.0
NAMESAKE_PAIRS = 4.0
OFF_AGE = 30.0  # a year older than the grade's usual age

# Days of absence. Excused leave is common, truancy rare; long or repeated absence is planted, not
# drawn, since Yi (2012) found it at school level far above what registers show.
EXCUSED_SPELL = 220.0
UNEXCUSED_DAY = 40.0
LATE_DAY = 12.0  # per thousand pupil-days


def count_of(per_thousand: float, fewest: int, children: int) -> int:
    """How many children of ``children`` have a circumstance of that share."""
    return max(fewest, round(per_thousand * children / 1000))
