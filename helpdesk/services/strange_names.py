"""Names standing where a State should stand, and that no list of States has.

Nothing is guessed from likeness: "Cambdia" is named back as unknown, never taken for Cambodia.
"""

from __future__ import annotations

import re

from knowledge import countries, instruments, topics

_ARTICLE = r"(?:the\s+|el\s+|la\s+|los\s+|las\s+|le\s+|les\s+|l['’])?"
_NAME = rf"{_ARTICLE}(?P<name>[\w.'’ -]{{2,60}}?)"
# Where a question on ratification has its subject: "Has X ratified", "¿Ha ratificado X", ...
_SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:has|have|did|had)\s+{_NAME}\s+(?:ever\s+|already\s+)?(?:ratif|denounc|sign|accept)",
        rf"\b(?:is|are|was)\s+{_NAME}\s+(?:still\s+|legally\s+)?(?:bound|a\s+party|party)\b",
        rf"\bha(?:n)?\s+(?:ratificado|denunciado)\s+{_NAME}\s+(?:el|la|los|las|C\d|Convenio)\b",
        rf"^\W*{_NAME}\s+(?:a|ont)(?:-t)?(?:-(?:il|elle|ils|elles))?\s+(?:ratifi|dénonc)",
        rf"\bratification\s+(?:by|of\s+\w+\s+by)\s+{_NAME}\s*[?.]?$",
    )
)
# Where a question on findings or figures has its place: "... in X?"
_PLACE = re.compile(
    r"\b(?:in|on|about|against|for|en|sur|sobre|au|aux|para|contra|contre)\s+(?:the\s+|el\s+|la\s+)?"
    r"(?P<name>[A-ZÀ-Ý][\w'’-]{2,}(?:\s[A-ZÀ-Ý][\w'’-]+){0,3})\s*[?.!]*$"
)
# What stands there without naming a State.
_GENERAL = re.compile(
    r"^(?:not|n['’]t|been|yet|ever|already|also|still|either|both|now|legally|no|pas|it|they|we|you|"
    r"he|she|any\w*|some\w*|every\w*|nobody|none|one|all|each|most|many|which|what|who|how|an?|"
    r"employers?|workers?|compan(?:y|ies)|enterprises?|suppliers?|unions?|government|parliament|"
    r"(?:member )?states?|members?|countr(?:y|ies)|conventions?|protocols?|ilo|oit|my|our|this|"
    r"that|el|la|los|las|les?|qu[ei]\w*|quels?|quelles?|combien|cu[áa]\w*|[ée]tats?|pays|pa[ií]s\w*|"
    r"estados?|il|ils|elles?|on|nul|aucun\w*|alg\w+|ning\w+)\b",
    re.IGNORECASE,
)
_JOINING = frozenset(
    {"of", "the", "and", "de", "du", "des", "la", "le", "el", "los", "del", "y", "et"}
)
_CONJUNCTION = re.compile(r"(?:,|(?<!\w)(?:and|or|et|ou|y|o|e|nor)(?!\w))", re.IGNORECASE)
# Places within a State, and other things, that have a State's name in theirs.
NOT_STATES = re.compile(
    r"\b(?:U\.?S\.?A?\.?|American|federal|Nigerian) state of \w+|\bstate of Georgia\b"
    r"|\bGeorgia,? (?:\(?USA?\b|U\.S\.|United States)|\bNew (?:Mexico|Jersey)\b"
    r"|\bNiger (?:Delta|State|River)\b|\bgulf of guinea\b|\bguinea (?:pig|fowl)s?\b"
    r"|\bPanama (?:Canal|Papers|hat)\b",
    re.IGNORECASE,
)
REGIONS = re.compile(
    r"\b(?:afri[ck]\w*|afrique|asia\w*|asie|asiatiqu\w*|europ\w+|americas?|am[ée]ri(?:que|ca)s?|"
    r"latin[- ]american?|caribbean|cara[ïi]bes?|caribe|oceania|pacific|arab (?:states|countries)|"
    r"[ée]tats arabes|estados [áa]rabes|middle east|eu member states|(?:the )?world(?:wide)?|"
    r"global\w*|monde|mundo|mundial)\b",
    re.IGNORECASE,
)


_UNIONS = re.compile(
    r"\b(?:EU|UE|ASEAN|OECD|OCDE|G7|G20|[Ee]uropean Union|Union [Ee]uropéenne|Unión [Ee]uropea)\b"
)


def names_region(text: str) -> bool:
    """Whether a text names a part of the world or a union of States."""
    return bool(REGIONS.search(text) or _UNIONS.search(text))


def strange_subject(text: str) -> str | None:
    """Return the name that a question on ratification has for a State and that is unknown."""
    for pattern in _SUBJECTS:
        match = pattern.search(text)
        if match:
            return next(
                filter(None, (_strange(part, text) for part in _parts(match["name"]))), None
            )
    return None


def strange_place(text: str) -> str | None:
    """Return the unknown name of the place that a question on findings or figures ends with."""
    match = _PLACE.search(text)
    return _strange(match["name"], text) if match else None


def _parts(name: str) -> list[str]:
    """Return what may be a strange name; beside known ones, what a conjunction joins to them."""
    known = countries.mentions(name)
    if not known:
        return [name]
    for mention in known:
        name = name[: mention.start] + "," * (mention.end - mention.start) + name[mention.end :]
    pieces = _CONJUNCTION.split(name)
    return [piece for piece in pieces if _is_capitalised(piece)]


def _is_capitalised(piece: str) -> bool:
    """Whether all words but the joining ones have capitals, as names beside known names do."""
    words = [word for word in re.findall(r"[\w'’-]+", piece) if word.casefold() not in _JOINING]
    return bool(words) and all(word[0].isupper() for word in words)


def _strange(name: str, text: str) -> str | None:
    name = name.strip(" .'’-")
    if not name or _GENERAL.match(name) or REGIONS.fullmatch(name):
        return None
    # Who writes capitals writes names with them; who writes none may name a State without.
    capitals = text.lstrip(" ¿¡\"'«“")[:1].isupper()
    if capitals and not name[0].isupper():
        return None
    if countries.mentions(name) or instruments.mentions(name) or topics.mentions(name):
        return None
    return name
