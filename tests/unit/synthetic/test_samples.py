"""The committed sample city is what the generator makes: a part of it is made again and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx_lib.synthetic.answer_key import write_answer_key
from kcbx_lib.synthetic.files.county import write_county
from kcbx_lib.synthetic.generate import build_city
from kcbx_lib.synthetic.world import World

SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return build_city(counties=3, pupils=600, seed=1)


def test_the_answer_keys_are_those_of_the_generator(worlds: list[World], tmp_path: Path) -> None:
    write_answer_key(worlds, tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (SAMPLES / "answer_key" / made.name).read_bytes(), made.name


def test_the_files_of_the_first_county_are_those_of_the_generator(
    worlds: list[World], tmp_path: Path
) -> None:
    write_county(worlds[0], tmp_path)
    committed = SAMPLES / f"{worlds[0].settings.code}_{worlds[0].settings.name}"
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    there = {path.relative_to(committed) for path in committed.rglob("*") if path.is_file()}
    assert made == there
    differing = [
        str(name)
        for name in sorted(made)
        if (tmp_path / name).read_bytes() != (committed / name).read_bytes()
    ]
    assert differing == []


def test_the_sample_folder_stays_small() -> None:
    size = sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file())
    assert size < 6_000_000
