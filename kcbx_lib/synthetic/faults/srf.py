"""Faults in the reports a county hands in as text; see ``synthetic/texts`` for the wordings."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.compose import reports_of
from kcbx_lib.synthetic.texts.world_figures import figures_of
from kcbx_lib.synthetic.world import World


def plant_texts(world: World) -> None:
    """SRF-01 to SRF-08: two reports with a fault of every second rule each, and one that is right."""
    hand_in(world, with_faults=True)


def hand_in(world: World, *, with_faults: bool) -> None:
    """The county's reports, each topic of theirs an expectation."""
    of = figures_of(world)
    for report in reports_of(of, seed=world.settings.seed, with_faults=with_faults):
        world.texts.append(report)
        for passage in report.passages:
            world.expect(
                passage.rule,
                "report",
                org=report.file,
                found=passage.is_fault,
                why=passage.why,
                words=passage.words,
            )


LATE_PLANTERS = [plant_texts]
