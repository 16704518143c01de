"""What kind of answer a question wants, told by its words in three languages."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.references import References


class Intent(StrEnum):
    """The kinds of answer; the value is what replies show."""

    RATIFICATION = "ratification"
    COUNTRY_LIST = "country-ratifications"
    INSTRUMENT_LIST = "instrument-ratifications"
    ARTICLE = "article"
    INSTRUMENT = "instrument"
    FINDINGS = "findings"
    MNE = "mne-declaration"
    STATISTIC = "statistic"
    DOCUMENT = "document"
    ENTERPRISE = "enterprise"
    QUESTION = "question"


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


RATIFIES = _words(
    r"\bratif", r"\bbound\b", r"\bbinds?\b",
    r"\bbinding (?:on|for)\b", r"\b(?:a )?part(?:y|ies) to\b",
    r"\bdenounc", r"\bdénonc", r"\bdenuncia(?:do|r|ron|n)?\b", r"\bin force (?:in|for)\b",
    r"\ben vigueur (?:en|au|aux|pour)\b", r"\ben vigor (?:en|para)\b", r"\bsigned up to\b",
    r"\blié(?:e|s)? par\b", r"\bparties? à la\b", r"\bparte (?:en|de)l? (?:el )?conv",
    r"\bobligad[oa]s? por\b", r"\bvinculad[oa]s? por\b", r"\badhér", r"\baccept(?:ed|s)\b",
)  # fmt: skip
DENOUNCES = _words(r"\bdenounc", r"\bdénonc", r"\bdenuncia", r"\bwithdr[ae]w")
NOT_RATIFIED = _words(
    r"\bnot (?:yet )?ratif", r"\bnot (?:yet )?(?:bound|party|parties)\b", r"\bunratif",
    r"\bwithout ratif", r"\bn['’]\w+ pas (?:encore )?ratif", r"\bnon[- ]ratif", r"\bpas ratif",
    r"\bno (?:han? )?(?:aún |todavía )?ratif", r"\bsin ratificar\b", r"\bn['’]a pas ratif",
    r"\bfaltan? por ratificar\b", r"\b(?:have|has)n['’]t ratif", r"\bfailed to ratify\b",
    r"\bmissing\b", r"\byet to ratify\b", r"\bnever ratified\b",
)  # fmt: skip
FINDS = _words(
    r"\bsupervisory\b", r"\bCEACR\b", r"\bCFA\b", r"\bcommittee (?:of|on)\b",
    r"\b(?:the|conference) committee\b", r"\bobservations?\b",
    r"\bdirect requests?\b", r"\bfindings?\b", r"\bcomments? (?:on|about|made)\b", r"\bcases? no",
    r"\bcommission d['’]experts\b", r"\bCEAC[RP]\b", r"\bcomisión de expertos\b",
    r"\borganes? de contrôle\b", r"\bórganos? de control\b", r"\bcomité\b",
    r"\bdemandes? directes?\b", r"\bsolicitud(?:es)? directas?\b", r"\bobservacion(?:es)?\b",
    r"\breclamaci[oó]n", r"\bréclamation", r"\brepresentations?\b(?= (?:under|against|by|made))",
    r"\bexperts?\b(?= (?:say|said|note|found|comment))", r"\bcas individuel", r"\bCAS\b",
    r"\bILO (?:say|said|find|found|concern)", r"\bhas been said\b",
    r"\bviola(?:t|ción|do)", r"\bcomplaints?\b",
    r"\bplaintes?\b", r"\bquejas?\b", r"\bcompl(?:y|ies|ied|ying|iance|iant)\b", r"\bbreach",
    r"\brespecte?(?:s|nt)?\b", r"\brespeta", r"\bcumpl[ei]",
)  # fmt: skip
NAMES_MNE = _words(
    r"\bMNE declaration\b", r"\bdeclaration (?:of principles )?(?:concerning|on) multinational",
    r"\btripartite declaration\b", r"\bdéclaration sur les (?:EMN|entreprises multinationales)",
    r"\bdéclaration de principes tripartite", r"\bdeclaración (?:sobre las )?(?:EMN|empresas mult)",
    r"\bdeclaración tripartita\b", r"\bMNE\b", r"\bEMN\b",
)  # fmt: skip
CHANGES = _words(
    r"\bchang", r"\btrend", r"\bevol", r"\bévol", r"\bover (?:the )?(?:years|time)\b",
    r"\bsince\b", r"\bdevelop", r"\bincreas", r"\bdecreas", r"\brisen?\b", r"\bfallen\b",
    r"\bimprov", r"\bwors", r"\bdepuis\b", r"\bdesde\b", r"\bentre \d{4}", r"\bcambi",
    r"\bbetween \d{4}", r"\bfrom \d{4}", r"\btendenc", r"\btendanc", r"\bau fil\b",
)  # fmt: skip
# What a State declared when it ratified; "minimum age" asks for it.
_DECLARES = _words(
    r"\bdeclar", r"\bspecif", r"\bd[ée]clar", r"\bsp[ée]cif", r"\bespecific", r"\bfij[óa]",
    r"\bminimum (?:working )?age\b", r"\bâge minim", r"\bedad mínima\b",
)  # fmt: skip
# A law of a State or a Union, by its name: the sources held speak of it or do not.
_NATIONAL_LAW = re.compile(
    r"(?:\b[A-Z][\w'’-]+ (?:(?:of|and|on|for|in) )?)+(?:Act|Law|Code|Bill|Directive|Regulation)\b"
    r"|\b(?:[Ll]oi|[Ll]ey|[Dd]irectiva|[Dd]irective|[Cc]ódigo|[Cc]ode) (?:de|du|sur|sobre|del)\b"
)
_COMPANIES = _words(r"\bcompan", r"\benterprise", r"\bbusiness", r"\bsupplier", r"\bfirms?\b",
                    r"\bempresa", r"\bentreprise", r"\bproveedor", r"\bfournisseur")  # fmt: skip
_STATES = _words(
    r"\bcountr", r"\bstates?\b", r"\bwho\b", r"\bpays\b", r"\bétats?\b", r"\bpa[ií]s", r"\bestado"
)
# A question on one enterprise or site: no standard answers it, and nobody here inspected it.
_ENTERPRISE = re.compile(
    r"\b(?i:is|are|was|does|do|did|has|have|can (?:we|i) (?:trust|use|buy from))\b[^.?!]{0,40}?"
    r"\b(?:factory|factories|supplier|company|plant|mill|mine|brand|firm|manufacturer|workshop)\s+"
    r"(?:[\"“'‘]?[A-Z0-9][\w&.-]*)"
    r"|\b(?:l['’]usine|l['’]entreprise|le fournisseur|la fábrica|la empresa|el proveedor)\s+"
    r"[\"“'‘]?[A-Z0-9][\w&.-]*"
    r"|\b(?i:is|are|does|do|did|has|have) (?:our|my|this|that|the) (?:[\w&’'-]+ ){0,2}"
    r"(?:factory|factories|suppliers?|company|plant|mill|mine|brand|firm)\b[^.?!]{0,60}"
    r"\b(?:safe|compliant|ethical|clean|certified|reliable|comply|complying|guilty|use|using"
    r"|employ|employing|respect|respecting|violate|violated|violating)\b"
    r"|\b(?i:which|what) (?:factories|companies|suppliers|brands|mills|mines|plants)\b"
    r"[^.?!]{0,40}?\b(?:use|employ|violate|are|is|respect|comply|have)\b"
)


# "Does Gap use forced labour?", "Is Nestlé complying with ...": a name that is no State's.
_BRAND = re.compile(
    r"^\W*(?i:is|are|does|do|did|has|have)\s+(?!ILO\b|The\b|Convention|Protocol|States?\b)"
    r"(?:[A-Z][\w&.’'-]+\s){1,3}(?:still |now )?(?i:us(?:e|es|ing|ed)|employ\w*|comply\w*|compl\w+|"
    r"respect\w*|violat\w*|exploit\w*|pay\w*)\b"
)


_IN_WHICH_STATES = re.compile(
    r"\b(?:which|what) (?:countries|states)\b|\bquels (?:pays|états)\b|\bqué (?:países|estados)\b",
    re.IGNORECASE,
)
_RATIFY = re.compile(r"\bratif|\bparty to\b|\bdenounc|\bdénonc|\bdenunc", re.IGNORECASE)
_BINDS_COMPANIES = re.compile(
    r"\b(?:bind|binds|binding (?:on|for)|bound)\b[^.?!]{0,30}"
    r"\b(?:compan|enterprise|business|firm|employer|supplier|us\b|them\b|me\b)",
    re.IGNORECASE,
)


def intent_of(
    text: str,
    *,
    countries: bool,
    instruments: bool,
    topics: bool,
    indicators: bool,
    references: References,
) -> Intent:
    """Return the intent of a question from its words and from what it names."""
    if _ENTERPRISE.search(text) or (_BRAND.search(text) and not (countries or instruments)):
        return Intent.ENTERPRISE
    if references.documents:
        return Intent.DOCUMENT
    finds = bool(FINDS.search(text)) and not indicators
    if references.cases or (finds and (countries or _IN_WHICH_STATES.search(text))):
        return Intent.FINDINGS
    if references.articles or (instruments and (references.provisions or references.paragraphs)):
        return Intent.ARTICLE
    if RATIFIES.search(text) and (countries or instruments or topics):
        return _ratification(text, countries, instruments)
    if indicators and (countries or references.indicators):
        return Intent.STATISTIC
    if NAMES_MNE.search(text):
        return Intent.MNE
    return _by_what_is_named(text, countries, instruments, topics)


def _ratification(text: str, countries: bool, instruments: bool) -> Intent:
    if countries and instruments:
        return Intent.RATIFICATION
    if _BINDS_COMPANIES.search(text) and not _RATIFY.search(text):
        return Intent.INSTRUMENT if instruments else Intent.QUESTION
    if not countries and _COMPANIES.search(text) and not _STATES.search(text):
        # "Does C138 bind companies?" asks what it is, not which States are bound.
        return Intent.INSTRUMENT if instruments else Intent.QUESTION
    return Intent.COUNTRY_LIST if countries else Intent.INSTRUMENT_LIST


def _by_what_is_named(text: str, countries: bool, instruments: bool, topics: bool) -> Intent:
    if countries and instruments:
        if _DECLARES.search(text):
            return Intent.RATIFICATION
        # "Niger C138": two names and nothing else ask for the fact that joins them.
        return Intent.FINDINGS if topics and len(text.split()) > 6 else Intent.RATIFICATION
    if instruments:
        return Intent.INSTRUMENT
    if countries and topics and not _NATIONAL_LAW.search(text):
        return Intent.FINDINGS
    return Intent.QUESTION
