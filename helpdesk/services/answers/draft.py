"""What every answering module gives back."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.replies import Claim


@dataclass(frozen=True, slots=True)
class Draft:
    """Claims with their citations, and notices: what is unknown, not held, or to be minded.

    A draft without claims is no answer; its notices say why.
    """

    claims: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()

    def __add__(self, other: Draft) -> Draft:
        return Draft(self.claims + other.claims, self.notices + other.notices)
