"""An ingest killed at any moment: the generation before stays live and whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpdesk.questions import Question
from helpdesk.replies import Status
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from index.generations import Generations, damaged

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
PAGES = 400


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Made guidance pages, enough for an ingest of some seconds."""
    folder = tmp_path / "sources"
    folder.mkdir()
    chance = random.Random(5)
    words = [f"{first}{last}" for first in ("lor", "mep", "tud", "sik") for last in range(200)]
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as file:
        for number in range(PAGES):
            text = " ".join(chance.choices(words, k=150)).capitalize() + "."
            row = {
                "id": f"made/{number}",
                "language": "en",
                "publisher": "Made publisher",
                "source": "made",
                "text": f"Made page {number}\n{text}",
            }
            file.write(json.dumps(row) + "\n")
    return folder


def ingest(home: Path, sources: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HELPDESK_HOME": str(home)}
    command = [
        sys.executable,
        "-c",
        "from helpdesk.cli import main; main()",
        "ingest",
        str(sources),
    ]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def check_whole(home: Path) -> None:
    """The live generation has every file as it was published, and answers."""
    live = Generations(home).live()
    assert damaged(live) == ()
    reply = Parts(Settings(home=home, rate_limit="")).asking.ask(
        Question("Is Singapore bound by Convention 105?")
    )
    assert reply.status is Status.ANSWERED
    assert "19 Apr 1979" in reply.statements[0].text


@pytest.mark.slow
def test_a_killed_ingest_leaves_the_old_generation(
    home: Path, tmp_path: Path, sources: Path
) -> None:
    calm = tmp_path / "calm"
    shutil.copytree(home, calm)
    started = time.perf_counter()
    assert ingest(calm, sources).wait() == 0
    lasts = time.perf_counter() - started
    chance = random.Random(3)
    killed = 0
    for number in range(KILLS):
        kept = tmp_path / f"killed-{number}"
        shutil.copytree(home, kept)
        before = Generations(kept).live_name()
        running = ingest(kept, sources)
        time.sleep(lasts * (number + chance.random()) / KILLS)
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        check_whole(kept)
        assert ingest(kept, sources).wait() == 0
        check_whole(kept)
        assert Generations(kept).live_name() != before
        assert not list(Generations(kept).folder.glob("building-*"))
    assert killed >= KILLS - 2  # the last may come too late
