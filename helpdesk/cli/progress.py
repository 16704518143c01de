"""Progress bars for long work, on standard error and only for a person."""

from __future__ import annotations

import sys

from tqdm import tqdm


class Bars:
    """One bar per stage of the work, silent where standard error is no terminal."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[None]] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps of a stage are behind us."""
        if not sys.stderr.isatty():
            return
        if stage not in self._bars:
            self._bars[stage] = tqdm(total=total, desc=stage, leave=False)
        bar = self._bars[stage]
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            self._bars.pop(stage).close()
