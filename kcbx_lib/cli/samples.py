"""``kcbx sample`` and ``kcbx panel``: whom to visit, and what researchers may have."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    del app
