"""Make the pictures of ``docs/images`` from ``reports/sample``: each page as a reader sees it.

``python tools/pictures.py`` needs chromium and a Chinese font; it opens local files and nothing else.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
IMAGES = HERE / "docs" / "images"
PAGES = {
    "city.png": ("index.html", 1500),
    "county.png": ("990101_青禾县/audit.html", 2150),
}
WIDTH = 1100
LARGEST = 300 * 1024
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
]  # fmt: skip


def main(run: Path) -> int:
    """One picture a page; 1 where a page or the browser is missing, or a picture is too large."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write("No chromium found: install it to make the pictures.\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, (page, height) in PAGES.items():
        if not (run / page).is_file():
            sys.stderr.write(f"No {page} in {run.name}: run make sample first.\n")
            return 1
        take(browser, (run / page).resolve(), IMAGES / name, height=height)
        size = (IMAGES / name).stat().st_size
        sys.stdout.write(f"docs/images/{name} {size // 1024} KB\n")
        if size > LARGEST:
            return 1
    return 0


def take(browser: str, page: Path, picture: Path, *, height: int) -> None:
    """The top of one page, ``height`` pixels of it."""
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}"]
        command += [f"--window-size={WIDTH},{height}", f"--screenshot={picture}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "reports" / "sample"))
