"""nbformat, without the second that its import would take.

It brings jsonschema, and that, where it can, a package that compiles a grammar of web addresses at every
start: for a check of formats that no notebook asks for, and that jsonschema does without where the
package is absent. So it is absent while jsonschema is imported, and there again afterwards.
"""

from __future__ import annotations

import sys
from typing import Any, cast

GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules and GRAMMAR not in sys.modules:
    modules = cast("dict[str, Any]", sys.modules)
    modules[GRAMMAR] = None  # Python's own sign for "cannot be imported"
    try:
        import jsonschema  # type: ignore[import-untyped]  # noqa: F401
    finally:
        del modules[GRAMMAR]

import nbformat  # noqa: E402

__all__ = ["nbformat"]
