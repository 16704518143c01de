"""The desk: what people asked and were told. Made by people, so never to be rebuilt."""

from __future__ import annotations

from helpdesk.desk.desk import Desk, KeptQuestion, new_id
from helpdesk.desk.tables import Standing

__all__ = ["Desk", "KeptQuestion", "Standing", "new_id"]
