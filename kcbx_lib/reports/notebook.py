"""An executed notebook made fit to leave: no paths, no clocks, no persons, the same bytes each time."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from kcbx_lib.reports.notebook_format import nbformat

HEX_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
PATH_PARAMETERS = ("data_root", "out", "previous", "data_path", "file", "run_folder", "published")
PATH_LINE = re.compile(rf"^({'|'.join(PATH_PARAMETERS)})\s*(?::[^=]*)?=\s*(['\"])(.*)\2(.*)$")
ASIDE, ITS_NAME = re.compile(r"^\.(.+)\.partial$"), r"\1"
"""A run is made aside and put in its place whole; the reader knows it by the name of its place."""


def cleaned_notebook(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without papermill's metadata, stderr, addresses and machine paths.

    Cell ids are renumbered and of the cells' metadata only ``tags`` stays. A path given as a
    parameter is cut to its last part: the reader sees which folder, not whose machine.
    """
    clean = nbformat.from_dict(
        {
            "nbformat": notebook.nbformat,
            "nbformat_minor": notebook.nbformat_minor,
            "metadata": _kept_metadata(notebook.metadata),
            "cells": [_cleaned_cell(cell, n) for n, cell in enumerate(notebook.cells, start=1)],
        }
    )
    nbformat.validate(clean)
    return clean


def _kept_metadata(metadata: Any) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"kernelspec": kernel, "language_info": {"name": "python"}}


def _cleaned_cell(cell: Any, number: int) -> dict[str, Any]:
    tags = cell.get("metadata", {}).get("tags", [])
    clean: dict[str, Any] = {
        "id": f"cell-{number:03d}",
        "cell_type": cell.cell_type,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": cell.source,
    }
    if cell.cell_type != "code":
        return clean
    if "injected-parameters" in tags or "parameters" in tags:
        clean["source"] = "\n".join(_without_path(line) for line in cell.source.splitlines())
    clean["execution_count"] = cell.get("execution_count")
    clean["outputs"] = [
        _cleaned_output(output)
        for output in cell.get("outputs", [])
        if not (output.output_type == "stream" and output.name == "stderr")
    ]
    return clean


def _without_path(line: str) -> str:
    match = PATH_LINE.match(line)
    if not match:
        return line
    name, quote, value, rest = match.groups()
    last = PurePath(value.replace(chr(92), "/")).name
    return f"{name} = {quote}{ASIDE.sub(ITS_NAME, last)}{quote}{rest}"


def _cleaned_output(output: Any) -> dict[str, Any]:
    clean = dict(output)
    clean.pop("transient", None)
    if "metadata" in clean:
        clean["metadata"] = {}
    if "text" in clean:
        clean["text"] = HEX_ADDRESS.sub("0x0", clean["text"])
    if "data" in clean:
        clean["data"] = {
            kind: HEX_ADDRESS.sub("0x0", value)
            if isinstance(value, str) and "image/png" not in kind
            else value
            for kind, value in sorted(clean["data"].items())
        }
    return clean


def visible_text(notebook: nbformat.NotebookNode) -> str:
    """Everything in a notebook that somebody could read: sources, outputs, metadata; no pictures."""
    parts: list[str] = [str(notebook.metadata)]
    for cell in notebook.cells:
        parts += [cell.source, str(cell.get("metadata", ""))]
        for output in cell.get("outputs", []):
            parts.append(str(output.get("text", "")))
            data = output.get("data", {})
            parts += [str(value) for kind, value in data.items() if kind != "image/png"]
    return "\n".join(parts)
