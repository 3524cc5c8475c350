"""Execute every notebook of the kit in place, top to bottom, and clean what it leaves.

``python tools/execute_notebooks.py [NAME…]`` takes the notebooks' names (all of ``notebooks/`` without
any). Each runs in its own folder, as a reader runs it; outputs are kept, clocks, addresses and
machine paths are not. A notebook that fails is left as it was, and the command ends with 1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from kcbx_lib.reports.notebook import cleaned_notebook

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
LONGEST_CELL = 900  # seconds
SAME_EVERYWHERE = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def main(names: list[str]) -> int:
    """Execute the notebooks; 1 if one failed."""
    os.environ.update(SAME_EVERYWHERE)
    failed = [path for path in chosen(names) if not execute(path)]
    return 1 if failed else 0


def chosen(names: list[str]) -> list[Path]:
    """The notebooks of these names, or all of them; a name without a notebook ends the command."""
    known = {
        path.stem: path
        for path in sorted(NOTEBOOKS.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    }
    wanted = [Path(name).stem for name in names]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"No notebook {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in wanted] if wanted else list(known.values())


def execute(path: Path) -> bool:
    """Execute one notebook in place; False, and the file untouched, if a cell failed."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=LONGEST_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as problem:
        sys.stderr.write(f"{path.name}: {problem.ename}: {problem.evalue}\n")
        return False
    renumber(notebook)
    nbformat.write(cleaned(notebook), path)
    sys.stdout.write(f"{path.relative_to(NOTEBOOKS.parent).as_posix()}\n")
    return True


def cleaned(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The cleaned copy, its parameters as they were written: a relative path tells nothing."""
    copy = cleaned_notebook(notebook)
    for cell, original in zip(copy.cells, notebook.cells, strict=True):
        cell["source"] = original.source
    return copy


def renumber(notebook: nbformat.NotebookNode) -> None:
    """Execution counts 1, 2, 3 … in the order of the cells."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, start=1):
        cell["execution_count"] = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output["execution_count"] = number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
