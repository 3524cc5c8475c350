"""How the benchmarks take time: processor seconds, works in turn, the best of several.

Other work on a machine slows every run and speeds none, so the least is the figure, and a ratio of two
works that took turns holds where a single figure would not. Processor seconds count every thread.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]


def seconds_in_turn(works: Mapping[str, Work], *, repeats: int = 3) -> dict[str, float]:
    """The least processor seconds of each work."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(repeats):
        for name, work in works.items():
            best[name] = min(best[name], seconds_of(work))
    return best


def seconds_of(work: Work) -> float:
    """Processor seconds of one run; what it returns is let go of after the clock has stopped."""
    gc.collect()
    begun = time.process_time()
    kept = work()
    taken = time.process_time() - begun
    del kept
    return taken
