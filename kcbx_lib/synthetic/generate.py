"""A whole fictional city: several counties, the children who moved between them, the answer key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.synthetic.answer_key import write_answer_key
from kcbx_lib.synthetic.faults import plant_all
from kcbx_lib.synthetic.files.county import write_county
from kcbx_lib.synthetic.lawful import note_lawful
from kcbx_lib.synthetic.neighbours import plant_between
from kcbx_lib.synthetic.term_days import term_with_holidays
from kcbx_lib.synthetic.world import World, build_world

CITY = "云岭市"
FIRST_CODE = 990101
COUNTY_NAMES = (
    "青禾县", "白石县", "临溪县", "望川县", "南屏县", "安陵县", "平原县", "云和县", "长乐县", "东岭县",
    "西泉县", "北湖县",
)  # fmt: skip
PROFILES = (
    "suiyang_2024", "zhuozi_2022", "hanzhong_2018", "yaosheng_2022", "yangquan_2018", "national",
    "xinrong_2022", "district_2019",
)  # fmt: skip


def build_city(
    *,
    counties: int = 3,
    pupils: int = 600,
    seed: int = 1,
    profiles: Sequence[str] = PROFILES,
    as_of: date = date(2024, 11, 20),
    faults: bool = True,
    lawful: int = 0,
) -> list[World]:
    """The counties as worlds, faults planted within them and between neighbours.

    ``lawful`` further counties stand beside them in which everything is as it should be: what is asked
    of a county as a whole can be met or missed, not both.
    The profiles go round the counties in order. All have the same term and audit date, so that they
    can be compared with one another. Raises WrongUse for fewer counties or pupils than can be drawn.
    """
    if not 1 <= counties <= 99 - lawful or pupils < 200:
        raise WrongUse(say("synthetic.size", counties=counties, pupils=pupils))
    year = as_of.year if as_of.month >= 8 else as_of.year - 1
    term = term_with_holidays(date(year, 9, 2), date(year + 1, 1, 17))
    worlds = [
        build_world(
            code=str(FIRST_CODE + number),
            name=_county_name(number),
            city=CITY,
            policy_name=profiles[number % len(profiles)],
            pupils=pupils,
            seed=seed,
            as_of=as_of,
            term=term,
        )
        for number in range(counties + lawful)
    ]
    if faults:
        spoilt = worlds[:counties]
        plant_between(spoilt)
        for world in spoilt:
            plant_all(world)
        for world in worlds[counties:]:
            note_lawful(world)
    return worlds


def synthesise(
    out: Path,
    *,
    counties: int = 3,
    pupils: int = 600,
    seed: int = 1,
    profiles: Sequence[str] = PROFILES,
    as_of: date = date(2024, 11, 20),
    faults: bool = True,
    lawful: int = 0,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write a city's folders and ``answer_key/`` under ``out``; return the counties' folders.

    The same arguments give the same bytes. ``progress`` is told each county's label when done.
    """
    worlds = build_city(
        counties=counties,
        pupils=pupils,
        seed=seed,
        profiles=profiles,
        as_of=as_of,
        faults=faults,
        lawful=lawful,
    )
    folders = []
    for world in worlds:
        folder = out / f"{world.settings.code}_{world.settings.name}"
        write_county(world, folder)
        folders.append(folder)
        if progress is not None:
            progress(folder.name)
            for note in world.notes:
                progress(say("synthetic.fewer", county=folder.name, note=note))
    write_answer_key(worlds, out / "answer_key")
    return folders


def _county_name(number: int) -> str:
    name = COUNTY_NAMES[number % len(COUNTY_NAMES)]
    turn = number // len(COUNTY_NAMES)
    return name if turn == 0 else f"{'新上下前后中内外'[turn - 1]}{name}"
