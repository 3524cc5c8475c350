"""What the user sees while a run works: one bar, the county under way, and the troubles; on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from tqdm import tqdm

STEPS_PER_COUNTY = 7
"""Reading, linking, comparing, ledgers, rules, notebook, done."""


class Board(Protocol):
    """Where progress is shown."""

    def say(self, text: str) -> None:
        """A sentence for the user."""

    def counties(self, labels: Sequence[str]) -> AbstractContextManager[None]:
        """While the counties are worked on."""

    def tell(self, label: str, text: str) -> None:
        """A county reached a stage."""

    def done(self, label: str, text: str) -> None:
        """A county is done."""

    def failed(self, label: str, text: str) -> None:
        """A county failed."""


class SilentBoard:
    """Shows nothing: for tests and notebooks."""

    def say(self, text: str) -> None:
        """A sentence for the user."""

    @contextmanager
    def counties(self, labels: Sequence[str]) -> Iterator[None]:
        """While the counties are worked on."""
        yield

    def tell(self, label: str, text: str) -> None:
        """A county reached a stage."""

    def done(self, label: str, text: str) -> None:
        """A county is done."""

    def failed(self, label: str, text: str) -> None:
        """A county failed."""


class TerminalBoard(SilentBoard):
    """A progress bar over all counties' stages."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._steps: dict[str, int] = {}

    def say(self, text: str) -> None:
        """A sentence for the user, above the bar."""
        if text:
            tqdm.write(text, file=sys.stderr)

    @contextmanager
    def counties(self, labels: Sequence[str]) -> Iterator[None]:
        """Show the bar while the counties are worked on."""
        self._steps = dict.fromkeys(labels, 0)
        layout = "{percentage:3.0f}%|{bar:24}| {elapsed} {desc}"
        with tqdm(total=len(labels) * STEPS_PER_COUNTY, file=sys.stderr, bar_format=layout) as bar:
            self._bar = bar
            yield
        self._bar = None

    def tell(self, label: str, text: str) -> None:
        """One step further."""
        self._advance(label, 1)
        if self._bar is not None:
            self._bar.set_description_str(f"{label} {text}")

    def done(self, label: str, text: str) -> None:
        """The county's share of the bar is full."""
        self._advance(label, STEPS_PER_COUNTY)
        self.say(f"✓ {label} {text}")

    def failed(self, label: str, text: str) -> None:
        """The county's share of the bar is full, and why it failed is said."""
        self._advance(label, STEPS_PER_COUNTY)
        self.say(f"✗ {label} {text}")

    def _advance(self, label: str, steps: int) -> None:
        left = STEPS_PER_COUNTY - self._steps.get(label, STEPS_PER_COUNTY)
        steps = min(steps, left)
        if steps > 0 and self._bar is not None:
            self._steps[label] += steps
            self._bar.update(steps)
