"""The sentences of a question that ask, and the questions that one sentence joins."""

from __future__ import annotations

import re

from knowledge.sentences import sentences

_CLOSING = '"”») '
# "has it ratified C169 and what does it say": two questions in one sentence.
_JOINT = re.compile(
    r"[,;]?\s+(?:and|or|et|ou|y|o)\s+(?=(?:on |in |at |by |with |to |pour |en |con |de )?"
    r"(?:what|which|who|whom|how|when|where|why|can|could|may|must|does|do|did|is|are|has|have|"
    r"should|que|qu['’]|quel(?:le)?s?|qui|comment|quand|combien|peut|doit|est-ce|"
    r"qué|cuál(?:es)?|quién(?:es)?|cómo|cuándo|cuánt[oa]s?|puede|debe)\b)",
    re.IGNORECASE,
)
_LEAST_WORDS = 5  # a part of fewer says too little to be asked alone


def asking_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text that end in a question mark."""
    spans = (text[start:end] for start, end in sentences(text))
    return tuple(each for each in spans if each.rstrip(_CLOSING).endswith("?"))


def focus_of(text: str) -> str:
    """Return the sentences that ask, where a story is told around them; else the whole text.

    A buyer's story may name five countries; the question at its end is about one.
    """
    asking = asking_sentences(text)
    return " ".join(asking) if asking and len(asking) < len(sentences(text)) else text


def parts_of(text: str) -> tuple[str, ...]:
    """Return the questions that a text asks, in order; empty where it asks only one."""
    asked = asking_sentences(text) or (text,)
    parts = [part.strip() for each in asked for part in _JOINT.split(each)]
    long = tuple(part for part in parts if len(part.split()) >= _LEAST_WORDS)
    return long if len(long) > 1 else ()
