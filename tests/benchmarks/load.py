"""Asks a running service from several clients at once, while generations are switched.

    python -m tests.benchmarks.load --home HOME [--seconds 60] [--clients 8] [--switches 3]

Starts `helpdesk serve` on a copy of HOME (so that its knowledge stays as it is) with two
workers and no limit on asking; every question is asked once. While they ask, a list of
ratifications is ingested again and again, which embeds nothing and switches the generation.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from index.generations import Generations
from tests.benchmarks.citations import made_questions
from tests.benchmarks.made_passages import questions

ROOT = Path(__file__).resolve().parents[2]
HELPDESK = (sys.executable, "-c", "from helpdesk.cli import main; main()")


@dataclass
class Outcome:
    """Milliseconds of each answer, what it was, and each error."""

    times: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def distinct_questions(home: Path, shared: Path, count: int) -> list[str]:
    """Return questions on all kinds of matter, a fifth of them whole sentences on regulation."""
    parts = Parts(Settings(home=home, rate_limit=""))
    made = (question for _, _, question in islice(made_questions(parts, 5), 40 * count))
    asked = list(dict.fromkeys(made))[: count * 4 // 5]
    whole = [f"{q}" for q in questions(shared, 1200)[1]]
    mixed: list[str] = []
    while asked or whole:
        mixed += asked[:4] + whole[:1]
        asked, whole = asked[4:], whole[1:]
    return mixed[:count]


def ask_all(address: str, mine: list[str], until: float, outcome: Outcome) -> None:
    """Ask one question after another until the time is up."""
    for question in mine:
        if time.perf_counter() > until:
            return
        body = json.dumps({"question": question}).encode()
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{address}/api/v1/ask", body, {"Content-Type": "application/json"}
        )
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                status = json.load(response)["status"]
        except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
            with outcome.lock:
                outcome.errors.append(f"{question}: {error}")
            continue
        with outcome.lock:
            outcome.times.append((time.perf_counter() - started) * 1000)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
    with outcome.lock:
        outcome.errors.append("a client ran out of questions")


def switch(home: Path, number: int) -> None:
    """Ingest a list that is newer than the one before."""
    folder = home / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / f"C138_2030-01-{number + 1:02d}_made.csv").write_text(
        "Country;Date;Status;Note;ATTR_ENDPOINT\nNiger;04 Dec 1978;In Force;;nan\n"
    )
    environment = {**os.environ, "HELPDESK_HOME": str(home)}
    subprocess.run([*HELPDESK, "ingest", str(folder)], check=True, env=environment, cwd=ROOT,
                   capture_output=True)  # fmt: skip


def main() -> None:
    """Serve, ask, switch, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--switches", type=int, default=3)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(options.home, home)
        asked = distinct_questions(home, options.shared, 12_000)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "HELPDESK_HOME": str(home), "HELPDESK_RATE_LIMIT": ""}
        command = [*HELPDESK, "serve", "--port", str(port), "--workers", "2"]
        serving = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _measure(options, home, f"http://127.0.0.1:{port}", asked)
        finally:
            serving.terminate()
            serving.wait(30)


def _measure(options: argparse.Namespace, home: Path, address: str, asked: list[str]) -> None:
    _wait_for(address)
    outcome, before = Outcome(), Generations(home).live_name()
    started = time.perf_counter()
    until = started + options.seconds
    clients = [
        threading.Thread(
            target=ask_all, args=(address, asked[at :: options.clients], until, outcome)
        )
        for at in range(options.clients)
    ]
    for client in clients:
        client.start()
    for number in range(options.switches):
        time.sleep(max(0.0, started + options.seconds * (number + 0.5) / (options.switches + 1)
                       - time.perf_counter()))  # fmt: skip
        switch(home, number)
    for client in clients:
        client.join()
    seconds = time.perf_counter() - started
    p50, p95, p99 = np.percentile(outcome.times, (50, 95, 99))
    print(f"{len(outcome.times) / seconds:.1f} asks/s over {seconds:.0f} s; ms p50 {p50:.0f},"
          f" p95 {p95:.0f}, p99 {p99:.0f}; {outcome.statuses}; {len(outcome.errors)} errors;"
          f" from generation {before} to {Generations(home).live_name()}")  # fmt: skip
    for error in outcome.errors[:5]:
        print(f"- {error}")


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the service did not start")


if __name__ == "__main__":
    main()
