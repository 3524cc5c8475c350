"""The pages as a browser sees them: they ask no host for anything, their links lead somewhere, and
Chinese text has glyphs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.page]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="no chromium on this machine: pages were not opened in a browser"
)


class Addresses(HTMLParser):
    """Every address that a page loads from or leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "src" or (name == "href" and tag != "a"):
                self.loads.append(value or "")
            elif name == "href":
                self.leads.append(value or "")


def pages(run: Path) -> list[Path]:
    return [run / "index.html", *sorted(run.glob("99*/audit.html"))]


def addresses(page: Path) -> Addresses:
    parser = Addresses()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser


def browse(page: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    assert BROWSER is not None
    profile = folder / "profile"
    command = [BROWSER, *QUIET, f"--user-data-dir={profile}", *options, page.resolve().as_uri()]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=180, check=True
    )


def test_a_page_loads_nothing_but_itself(sample_run):
    for page in pages(sample_run):
        foreign = [one for one in addresses(page).loads if not one.startswith("data:")]
        assert foreign == [], page.name
        assert not re.search(r"@import|url\((?!['\"]?data:)", page.read_text(encoding="utf-8"))


def test_every_link_of_a_page_leads_to_a_file_or_a_place_in_it(sample_run):
    for page in pages(sample_run):
        text = page.read_text(encoding="utf-8")
        for address in addresses(page).leads:
            if address.startswith("#"):
                assert f'id="{address[1:]}"' in text, (page.name, address)
            else:
                assert (page.parent / unquote(address)).is_file(), (page.name, address)


def refusals(page: Path, folder: Path) -> list[str]:
    """What the browser refused to load under the page's own security policy."""
    shown = browse(page, folder, "--enable-logging=stderr", "--dump-dom")
    return [line for line in shown.stderr.splitlines() if "Content Security Policy" in line]


@needs_browser
def test_the_browser_has_nothing_to_refuse(sample_run, tmp_path):
    for page in pages(sample_run)[:2]:
        assert refusals(page, tmp_path) == [], page.name


@needs_browser
def test_a_picture_from_elsewhere_would_be_refused(sample_run, tmp_path):
    text = (sample_run / "index.html").read_text(encoding="utf-8")
    tampered = tmp_path / "tampered.html"
    tampered.write_text(
        text.replace("<main>", '<main><img src="https://example.org/x.png">'), "utf-8"
    )
    assert refusals(tampered, tmp_path)


@needs_browser
def test_a_page_shows_its_title_its_figures_and_its_pictures(sample_run, tmp_path):
    for page in pages(sample_run)[:2]:
        shown = browse(page, tmp_path, "--dump-dom").stdout
        assert re.search(r"<h1[^>]*>[^<]*控辍保学", shown)
        assert 'class="tile"' in shown
        assert "data:image/png;base64," in shown
