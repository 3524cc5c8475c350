"""``python -m kcbx_lib.documents`` writes the generated pages; ``… measure RUN KEY`` the measured figures.

python -m kcbx_lib.documents [docs]
python -m kcbx_lib.documents measure RUN ANSWER_KEY --made-by "synth --counties 3 --pupils 600 --seed 1"
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kcbx_lib.documents import write_pages
from kcbx_lib.documents.measured import FILE, write_measured

DOCS = Path(__file__).resolve().parents[2] / "docs"
SAMPLE = "synth --counties 3 --pupils 600 --seed 1"


def main(words: list[str]) -> None:
    """Write the pages, or measure a run first."""
    parser = argparse.ArgumentParser(prog="python -m kcbx_lib.documents")
    if words[:1] == ["measure"]:
        parser.add_argument("run", type=Path)
        parser.add_argument("answer_key", type=Path)
        parser.add_argument("--made-by", default=SAMPLE, help="how the counties were made")
        parser.add_argument("--docs", type=Path, default=DOCS)
        asked = parser.parse_args(words[1:])
        write_measured(asked.docs / FILE, asked.run, asked.answer_key, made_by=asked.made_by)
        sys.stdout.write(f"{FILE}\n")
        return
    parser.add_argument("docs", type=Path, nargs="?", default=DOCS)
    for path in write_pages(parser.parse_args(words).docs):
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
