"""How far a saved Helpdesk page or answer may be used, from what its row says of its origin."""

from __future__ import annotations

from knowledge.documents import Trust

_ILO = "ILO host"


def trust(state: str) -> Trust:
    """LOW for rows marked so, and for mirrors whose owner is unknown: shown, never cited."""
    poor = state.upper().startswith("LOW") or state.lower().startswith("unknown")
    return Trust.LOW if poor else Trust.CITABLE


def publisher(state: str) -> str:
    """Who published what the row was taken from, "" where that is not known."""
    return "International Labour Organization" if state == _ILO else ""
