"""Whether words found near a question may stand as an answer to it.

Nearness finds what speaks of the same matter. These rules leave out what still answers another
question: another trade's Convention, formal clauses, a question on a checklist, somebody else's
view where the ILO's is asked for, no date where the question asks when.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from helpdesk.services.answers.draft import Draft
from helpdesk.services.understanding import Understood
from helpdesk.services.wording import Wording, plain_terms
from index.analysis import terms
from knowledge import instruments, topics
from knowledge.documents import Document, Kind
from knowledge.references import parse_references

_OWN_PUBLISHERS = ("International Labour", "ILO")
_LABELS = re.compile(r"(?:^|(?<=[.;]\s))[A-Z][\w ]{2,24}: ")
_LISTED = re.compile(r"\b[CPR]\d{3}: ")  # a line of a catalogue
_MOST_LABELS = 3  # "Question: ... Answer: ... Instruments cited: ..." is still a statement


def is_statement(text: str) -> bool:
    """Whether a stretch says something: not a reference, a heading, a stub, a bare question."""
    reference = "http" in text or text.startswith(("Source:", "Fuente:", ">"))
    begins = next((char for char in text if char.isalnum()), "")
    whole = (
        bool(begins) and not begins.islower() and not text.endswith((":", ";", ",", "?", "-", "—"))
    )
    labels = max(len(_LABELS.findall(text)), len(_LISTED.findall(text))) > _MOST_LABELS
    return len(text.split()) >= 6 and not reference and whole and not labels


_PROCEDURE = re.compile(
    r"ratif|denounc|dénonc|denunci|binding|in(?:to)? force|vigueur|vigor|revis|révis|amend|legal|"
    r"oblig|obligator|member state|état|estado",
    re.IGNORECASE,
)
_FORMAL = re.compile(
    r"^\W*(?:\d+\.\s)?(?:This Convention revises\b|The formal ratifications?\b"
    r"|(?:This|The) (?:Convention|Protocol) shall be binding only|A Member which has ratified this"
    r"|Each Member which has ratified this Convention and which does not"
    r"|The Director-General of the International Labour Office shall (?:notify|communicate)"
    r"|Should the Conference adopt a new|The English and French versions"
    r"|(?:Noting|Recalling|Considering|Recognizing|Having)\b)"
)


def is_formal(asked: Understood, text: str) -> bool:
    """Whether words are a preamble's or final clauses', and the question is not on such matters."""
    return bool(_FORMAL.match(text)) and not _PROCEDURE.search(asked.text)


# What titles of Conventions have in common, and so tells nothing of their subject.
_GENERIC = frozenset(
    terms(
        "en",
        "convention recommendation protocol organisation organization international "
        "labour work worker workers working employment person persons protection standards minimum "
        "revised industry industrial non the of to and in for with provisions occupational",
    )
)
_TRADE = re.compile(
    r"\((?!Revised|Industry|Employment|Minimum|Non-|Commerce|International|Activities)[^)\d]+\)"
    r"|\b(?:Seafarers|Seamen|Fishermen|Ships|Merchant Shipping|Maritime|Rural|Domestic|"
    r"Indigenous|Asbestos|Educational)\b"
)
_SEA = frozenset(
    terms(
        "en",
        "sea seafarer seaman seamen ship shipping vessel maritime crew fishing fisher fishermen",
    )
)


def is_on_the_subject(document: Document, asked: Understood, meant: Wording) -> bool:
    """Whether an instrument's title names what the question is about, and no other trade.

    "Can a 14-year-old work in a shop?" is no question on agriculture, whatever C010 has on age.
    """
    if document.kind is not Kind.INSTRUMENT or asked.instruments or _PROCEDURE.search(asked.text):
        return True
    wanted = meant.named() | plain_terms(asked)
    asking = plain_terms(asked) if asked.language == "en" else wanted
    for trade in _TRADE.finditer(document.title):
        own = frozenset(terms("en", trade.group())) - _GENERIC
        at_sea = own & _SEA
        if not (wanted & _SEA if at_sea else asking & own):
            return False
    title = frozenset(terms("en", document.title)) - _GENERIC
    named = asking & {word for word in title if not word.isdigit()}
    return bool(named) or _is_whole(document) or bool(_of_topics(asked) & set(document.instruments))


def _of_topics(asked: Understood) -> set[str]:
    """Return the instruments set against the topics of a question."""
    named = (topic for topic_id in asked.topics if (topic := topics.by_id(topic_id)))
    return {code for topic in named for code in topic.instruments}


def _is_whole(document: Document) -> bool:
    """Whether a text spans all subjects within its trade, as the Maritime Labour Convention."""
    return document.id == "mlc"


_ILO_VIEW = re.compile(
    r"\b(?:ILO|OIT|International Labou?r Organi[sz]ation)\b[^.?!]{0,20}"
    r"\b(?:say|says|said|think|recommend|dit|pense|dice|opina|recomienda)",
    re.IGNORECASE,
)
_ILO_VIEW_TURNED = re.compile(r"\b(?:dit|pense|dice|opina|recomienda) (?:l['’]|la )OIT\b", re.I)


def is_of_whom_asked(asked: Understood, document: Document) -> bool:
    """Whether a source may speak where the question asks what the ILO says."""
    if not (_ILO_VIEW.search(asked.text) or _ILO_VIEW_TURNED.search(asked.text)):
        return True
    return document.kind is not Kind.GUIDANCE or is_own(document)


def is_own(document: Document) -> bool:
    """Whether a document is of the ILO or of this project, not of a third party."""
    return document.publisher.startswith(_OWN_PUBLISHERS)


# "The Global Business and Disability Network": a body that is meant by its full name.
DIRECTORY = "guide.directory."  # ids of notes on a tool, a course or a network
_NAMED_BODY = re.compile(
    r"(?:(?!ILO\b|OIT\b)[A-Z][\w’'-]+\s(?:(?:and|of|on|for|the|de|du|des|del|la|y|et)\s)*){2,7}"
    r"(?:Network|Platform|Programme|Program|Fund|Hub|Alliance|Initiative|Project|Facility|"
    r"Coalition)\b"
)
_ASKS_WHERE = re.compile(
    r"\b(?:tools?|networks?|platforms?|programmes?|programs?|projects?|initiatives?|training|"
    r"courses?|database|portal|hub|fund|helpdesk|help|support|guidance|resources?|materials?|join|"
    r"where|who|which|statistics|estimates|figures|data|free|outils?|réseaux?|formations?|aide|"
    r"où|qui|ressources?|herramientas?|red(?:es)?|cursos?|formación|ayuda|dónde|quién|recursos?)\b",
    re.IGNORECASE,
)


def is_of_the_body_named(asked: Understood, document: Document, text: str) -> bool:
    """Whether words are on the network or programme that the question names, if it names one.

    An entry of the directory answers only where somebody looks for a place to turn to.
    """
    name = _NAMED_BODY.search(asked.text)
    said = frozenset(terms("en", f"{document.title}\n{text}"))
    if name and not frozenset(terms("en", name.group())) <= said:
        return False
    entry = document.id.startswith(DIRECTORY)
    return not entry or bool(name or _ASKS_WHERE.search(asked.text)) or _titled(asked, document)


def _titled(asked: Understood, document: Document) -> bool:
    """Whether a question gives an entry's title."""
    return frozenset(terms("en", document.title)) <= plain_terms(asked)


_HOW_MANY = re.compile(
    r"^\W*(?:how many|combien|cu[áa]nt[oa]s)\b(?!\s(?:hours|heures|horas))"
    r"|\b(?:what|which) (?:share|percentage|proportion|number|%)|\bquelle (?:part|proportion)\b"
    r"|\bqué (?:porcentaje|proporción)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:how much|what) (?:does|do|did|would|will|should)\b[^.?!]*\bcosts?\b"
    r"|\bwhat (?:is|are) the (?:price|cost|fee)s?\b"
    r"|\bcombien (?:coûte|coute)|\bcu[áa]nto (?:cuesta|vale)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]\s?\d|\d\s?[$€£¥]|\d\s?(?:US )?(?:dollars?|euros?|francs?|pesos?|USD|EUR|CHF)\b"
    r"|\b(?:free of charge|at no cost|gratuit\w*|gratis)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^\W*(?:when (?:was|were|did)|in what year|quand (?:a|ont|est|fut)|cu[áa]ndo se)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_PLACES = re.compile(
    r"\b(?:paragraphs?|articles?|paras?\.?|Nos?\.|GB\.\S+)\s*[\d.,()–-]+(?:\s(?:and|to|or)\s\d+)*"
    r"|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)\b|\b[CPR]\d{3}\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|deux|"
    r"trois|quatre|cinq|huit|dix|dos|tres|cuatro|cinco|ocho|diez)\b",
    re.IGNORECASE,
)


def gives_what_is_asked(asked: Understood, text: str) -> bool:
    """Whether words have what the question asks: a number, a year, an amount of money."""
    if _PRICE.search(asked.text):
        return bool(_MONEY.search(text))
    if _WHEN.search(asked.text):
        return bool(_YEAR.search(text))
    if _HOW_MANY.search(asked.text):
        plain = _YEAR.sub(" ", _PLACES.sub(" ", re.sub(r"^\d+\.?\s", "", text)))
        return bool(_COUNT.search(plain))
    return True


_RANKING = re.compile(
    r"\b(?:which|what) (?:country|countries|states?|compan(?:y|ies)|brands?)\b[^.?!]*"
    r"\b(?:worst|best|most|least|highest|lowest|safest)\b"
    r"|\bquels? (?:est le |sont les )?pays\b[^.?!]*\b(?:pire|meilleur|plus|moins)\b"
    r"|\bqué pa[ií]s(?:es)?\b[^.?!]*\b(?:peor|mejor|más|menos)\b",
    re.IGNORECASE,
)
_OWN_CASE = re.compile(
    r"\b(?:when|what) will\b[^.?!]*\b(?:our|my) (?:complaint|case|request|question)\b"
    r"|\bwhat will be\b|\bnotre (?:plainte|demande)\b[^.?!]*\bquand\b"
    r"|\bquand\b[^.?!]*\bnotre (?:plainte|demande)\b"
    r"|\bcuándo\b[^.?!]*\bnuestra (?:queja|solicitud)",
    re.IGNORECASE,
)
# What is asked of an adviser: to check or write a paper, to say who wins, to choose or certify.
_ADVICE = re.compile(
    r"\b(?:phone|telephone) numbers?\b|\be-?mail address"
    r"|\bwhich (?:brands|companies|buyers|factories)\b"
    r"|\b(?:can|could|would|will) you (?:please )?(?:check|confirm|review|draft|write|translate|"
    r"certify|recommend|suggest|represent|help us choose)\b"
    r"|\b(?:do|would) (?:i|we) have a (?:good |strong )?case\b|\bcan (?:i|we) win\b"
    r"|\bshould i (?:sign|sue)\b|\bdois-je (?:signer|porter plainte)\b|\bdebo (?:firmar|demandar)\b"
    r"|\bare we liable\b|\bshould we settle\b|\bhow much (?:can|could|should|would) (?:i|we) "
    r"(?:claim|get|ask)\b|\b(?:compensation|damages) (?:can|should|could) (?:i|we)\b"
    r"|\b(?:pouvez|pourriez)-vous (?:me |nous )?(?:vérifier|rédiger|certifier|recommander)\b"
    r"|\b(?:pueden?|podrían?)(?: ustedes)? (?:revisar|redactar|certificar|recomendar|traducir)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\bwill\b[^.?!]*\b(?:(?:in|by|before|until) 20[2-9]\d|next (?:\w+ )?(?:years?|review|round))\b"
    r"|\b(?:ratifiera|sera)\b[^.?!]*\b(?:avant|d['’]ici|en) 20[2-9]\d\b"
    r"|\b(?:ratificará|será)\b[^.?!]*\b(?:antes de|en) 20[2-9]\d\b",
    re.IGNORECASE,
)


def is_of_the_future(asked: Understood) -> bool:
    """Whether a question asks what will be."""
    return bool(_FUTURE.search(asked.text))


_WHO = re.compile(r"^\W*(?i:who (?:is|was) the|qui est le|quién es el) [A-Z]")


def is_out_of_reach(asked: Understood) -> bool:
    """Whether no quotation answers: a ranking of States, an office holder, advice on a case."""
    return any(kind.search(asked.text) for kind in (_RANKING, _WHO, _OWN_CASE, _ADVICE))


# "What does the CSDDD say", "under SA8000", "selon la LkSG": a text named by its letters.
_NAMED_TEXT = re.compile(
    r"\b(?i:does|do|under|(?:comply|line|accordance|compliance) with|required by|que dit|selon|dice"
    r"|según)\s+"
    r"(?i:the\s|an?\s|la\s|le\s|el\s|l['’])?(?:(?:EU|UN|US|UK|EU's|UE|ONU)\s)?"
    r"(?P<name>(?!ILO\b|OIT\b|MNE\b|EMN\b|CEACR\b|CFA\b|EU\b|UN\b|US\b|UK\b)"
    r"[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9-]*)\b(?!\s(?:manager|department|director|team|staff)s?\b)"
)


def text_not_named(asked: Understood, is_known: Callable[[str], bool]) -> str | None:
    """Return the short name of a text that the question turns on and that no source names."""
    if asked.text.isupper():
        return None
    return next(
        (m["name"] for m in _NAMED_TEXT.finditer(asked.text) if not is_known(m["name"])), None
    )


def naming(codes: tuple[str, ...], draft: Draft) -> Draft:
    """Keep what names one of these instruments: other texts may speak of anything."""
    wanted = set(codes)
    kept = tuple(
        claim
        for claim in draft.claims
        if wanted & {m.code for c in claim.citations for m in instruments.mentions(c.quote)}
    )
    return Draft(kept, draft.notices)


def on_paragraphs(asked: Understood, draft: Draft) -> Draft:
    """Keep what speaks of the paragraphs asked for."""
    wanted = {number for span in asked.references.paragraphs for number in span}
    kept = tuple(
        claim
        for claim in draft.claims
        for found in [parse_references(claim.text).paragraphs]
        if wanted & {number for span in found for number in span}
    )
    return Draft(kept, draft.notices)
