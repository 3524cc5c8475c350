"""Audit sampling: how many schools to visit, which, and what the visits then prove.

``sample_county`` does it in one call; ``write_sample`` writes the page and the route sheets;
``evaluate_round`` reads the sheets that came home and tells what was proved.
"""

from kcbx_lib.sampling.bounds import lower_bound, stringer, two_sided, upper_bound
from kcbx_lib.sampling.county import CountySample, sample_county
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Bounds, Evaluation, evaluate, evaluate_counts
from kcbx_lib.sampling.folder import load_design, write_sample
from kcbx_lib.sampling.from_facts import (
    SchoolList,
    children_from_facts,
    classes_from_facts,
    schools_from_facts,
)
from kcbx_lib.sampling.page import render_page
from kcbx_lib.sampling.plan import Plan, plan_of_size, plan_sample
from kcbx_lib.sampling.pupil_rate import PupilRate, design_effect
from kcbx_lib.sampling.results_page import results_page
from kcbx_lib.sampling.returned import read_results, read_returned
from kcbx_lib.sampling.round_results import evaluate_round
from kcbx_lib.sampling.route_sheets import write_route_sheets
from kcbx_lib.sampling.select import draw_schools, select_pupils, select_schools
from kcbx_lib.sampling.words import findings, nothing_found, plan_sentence, visits_proved

__all__ = [
    "Bounds",
    "CountySample",
    "Design",
    "Evaluation",
    "Plan",
    "PupilRate",
    "SchoolList",
    "children_from_facts",
    "classes_from_facts",
    "design_effect",
    "draw_schools",
    "evaluate",
    "evaluate_counts",
    "evaluate_round",
    "findings",
    "load_design",
    "lower_bound",
    "nothing_found",
    "plan_of_size",
    "plan_sample",
    "plan_sentence",
    "read_results",
    "read_returned",
    "render_page",
    "results_page",
    "sample_county",
    "schools_from_facts",
    "select_pupils",
    "select_schools",
    "stringer",
    "two_sided",
    "upper_bound",
    "visits_proved",
    "write_route_sheets",
    "write_sample",
]
