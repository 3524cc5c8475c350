"""A zipped office file packed again so that equal contents are equal bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

# The earliest time a zip entry can carry; an honest clock would make each writing differ.
EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes) -> bytes:
    """The same entries sorted by name, with fixed times, rights and compression.

    ``[Content_Types].xml`` sorts first, where readers of Office files look for it.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name), compresslevel=6)
    return out.getvalue()
