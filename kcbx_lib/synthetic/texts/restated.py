"""SRF-02: one figure in two places of a report."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def left_behind(of: WorldFigures, wrong: bool) -> Passage:
    """Left-behind pupils in sections one and two; wrong: six more in section two."""
    again = of.left_behind + 6 if wrong else of.left_behind
    first = f"目前全县共有留守儿童{of.left_behind}人，全部登记建档。"
    second = f"目前全县共有留守儿童{again}人，均明确了结对帮扶教师。"
    return Passage(
        "SRF-02",
        (("basis", first), ("work", second)),
        words=f"留守儿童{of.left_behind}人|留守儿童{again}人",
        why="the same children counted twice, differently" if wrong else "stated twice, the same",
        is_fault=wrong,
    )


def migrants(of: WorldFigures, wrong: bool) -> Passage:
    """Children of migrant workers in sections one and two; wrong: the second figure lags, or leads, by five."""
    again = of.migrants + (5 if of.migrants <= 5 else -5) if wrong else of.migrants
    first = f"截至{of.year}年11月，全县在校随迁子女{of.migrants}人，均在公办学校就读。"
    second = f"截至{of.year}年11月，全县在校随迁子女{again}人，与本地学生同等编班、同等资助。"
    return Passage(
        "SRF-02",
        (("basis", first), ("work", second)),
        words=f"随迁子女{of.migrants}人|随迁子女{again}人",
        why="one day, one scope, two figures" if wrong else "stated twice, the same",
        is_fault=wrong,
    )


def persuasions(of: WorldFigures, wrong: bool) -> Passage:
    """Visits this term in section two and again in section three; wrong: three more."""
    visits = of.visits_school + of.visits_joint
    again = visits + 3 if wrong else visits
    first = (
        f"本学期累计开展劝返走访{visits}人次，其中学校层面{of.visits_school}人次、"
        f"乡镇与教育局联合{of.visits_joint}人次。"
    )
    second = f"本学期累计开展劝返走访{again}人次，但走访记录的完整性还不够。"
    return Passage(
        "SRF-02",
        (("work", first), ("problems", second)),
        words=f"劝返走访{visits}人次|劝返走访{again}人次",
        why="the term's visits, twice and differently" if wrong else "stated twice, the same",
        is_fault=wrong,
    )


def last_year(of: WorldFigures, wrong: bool) -> Passage:
    """Last year's figure beside this year's: two facts. There is no wrong wording."""
    then = of.disabled + 4
    text = f"{of.year - 1}年全县在校残疾学生{then}人，{of.year}年全县在校残疾学生{of.disabled}人，比上年减少4人。"
    return Passage(
        "SRF-02", (("work", text),), words=f"残疾学生{then}人", why="two years, two figures"
    )


def inner_scope(of: WorldFigures, wrong: bool) -> Passage:
    """The whole county and one township: two scopes. There is no wrong wording."""
    town = of.townships[0]
    here = max(1, of.poor // 3)
    text = f"全县脱贫户和监测户子女在校生{of.poor}人已全部建立台账，其中{town}脱贫户和监测户子女在校生{here}人。"
    return Passage(
        "SRF-02", (("work", text),), words=f"在校生{here}人", why="a township within the county"
    )


WITH_FAULT = (left_behind, migrants, persuasions)
ALWAYS_RIGHT = (last_year, inner_scope)
