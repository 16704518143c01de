"""Every citation can be checked: the checker itself, and 200 answers over all shared inputs."""

from __future__ import annotations

import pytest

from helpdesk.wiring import Parts
from tests.benchmarks.citations import check, unsupported

EVIDENCE = "Ratifications of C138, row: Niger. Niger: ratified 04 Dec 1978; minimum age 14 years."


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("By the list, Niger ratified C138 on 4 December 1978.", set()),
        ("El convenio C138 se ratificó el 4 de diciembre de 1978: Níger.", set()),
        ("By the list, Niger ratified C138 on 5 December 1978.", {"1978-12-5"}),
        ("By the list, Nigeria ratified C138 on 04 Dec 1978.", {"Nigeria"}),
        ("Niger ratified C182 on 04 Dec 1978.", {"182", "C182"}),
        ("Niger ratified C138 at 15 years.", {"15"}),
    ],
)
def test_the_checker_finds_what_no_source_bears_out(statement: str, missing: set[str]) -> None:
    assert missing <= unsupported(statement, EVIDENCE)
    assert bool(missing) == bool(unsupported(statement, EVIDENCE))


@pytest.mark.slow
def test_200_answers_hold(shared_parts: Parts) -> None:
    outcome = check(shared_parts, 200)
    assert outcome.faults == []
    assert outcome.right == outcome.answered == 200
    assert all(answered for _, answered in outcome.by_kind.values())


def test_answers_from_the_starter_knowledge_hold(parts: Parts) -> None:
    outcome = check(parts, 40, seed=3)
    assert outcome.faults == []
    assert outcome.right == outcome.answered == 40
