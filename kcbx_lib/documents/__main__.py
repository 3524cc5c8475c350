"""``python -m kcbx_lib.documents`` writes the generated pages; ``… measure`` the measured figures.

python -m kcbx_lib.documents [docs]
python -m kcbx_lib.documents measure [--docs docs] [--city seen]    # some minutes; then write the pages
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from kcbx_lib.documents import write_pages
from kcbx_lib.documents.measured import FILE, write_measured
from kcbx_lib.documents.measured_cities import CITIES, City

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main(words: list[str]) -> None:
    """Write the pages, or measure the rules."""
    parser = argparse.ArgumentParser(prog="python -m kcbx_lib.documents")
    if words[:1] == ["measure"]:
        names = [city.name for city in CITIES]
        parser.add_argument("--city", choices=names, action="append", help="default: all")
        parser.add_argument("--docs", type=Path, default=DOCS)
        asked = parser.parse_args(words[1:])
        cities = [city for city in CITIES if city.name in (asked.city or names)]
        write_measured(asked.docs / FILE, cities, wrong=_say)
        sys.stdout.write(f"{FILE}\n")
        return
    parser.add_argument("docs", type=Path, nargs="?", default=DOCS)
    for path in write_pages(parser.parse_args(words).docs):
        sys.stdout.write(f"{path.name}\n")


def _say(city: City, wrong: pd.DataFrame) -> None:
    """To stderr, so that a fall can be followed up."""
    for row in wrong.to_dict("records"):
        told = row["why"] if row["kind"] == "missed" else row["condition"]
        sys.stderr.write(f"{city.name} {row['county']} {row['rule']} {row['kind']}: {told}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
