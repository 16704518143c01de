"""JSON schemas of what the API takes and gives; objects are closed, so a test sees any drift."""

from __future__ import annotations

from typing import Any

from helpdesk.questions import LANGUAGES
from helpdesk.replies import MAX_QUOTE, MAX_SOURCES, MAX_STATEMENTS, Status
from helpdesk.services.intents import Intent
from helpdesk.services.searching import MAX_WORDS
from knowledge.documents import SLUG, Kind, Trust
from knowledge.facts import RatificationStatus

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
INTEGER_OR_NULL: Schema = {"type": ["integer", "null"]}
STRINGS: Schema = {"type": "array", "items": STRING}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
COUNTRY_OR_NULL: Schema = {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"}
DOCUMENT_ID: Schema = {"type": "string", "pattern": f"^{SLUG.pattern}$"}
KIND: Schema = {"type": "string", "enum": [kind.value for kind in Kind]}
LANGUAGE: Schema = {"type": "string", "enum": list(LANGUAGES)}


def closed(properties: Schema, *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """Return the schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        **more,
    }


def listed(name: str, **more: Any) -> Schema:
    """Return the schema of an array of a named schema."""
    return {"type": "array", "items": ref(name), **more}


def ref(name: str) -> Schema:
    """Return a reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


_QUESTION = closed(
    {
        "question": {"type": "string", "minLength": 1, "maxLength": MAX_WORDS},
        "language": LANGUAGE | {"description": "The asker's language; detected where left out."},
        "country": {"type": "string", "maxLength": 40, "description": "ISO 3166 alpha-3 code."},
        "instrument": {"type": "string", "maxLength": 40, "description": "A code such as C138."},
        "topic": {"type": "string", "maxLength": 40, "description": "A topic id."},
    },
    optional=("language", "country", "instrument", "topic"),
)
_SOURCE = closed(
    {
        "n": {"type": "integer", "minimum": 1, "maximum": MAX_SOURCES},
        "kind": KIND,
        "title": STRING,
        "locator": STRING,
        "quote": {"type": "string", "maxLength": MAX_QUOTE},
        "start": COUNT,
        "end": COUNT,
        "url": TEXT_OR_NULL,
        "document": DOCUMENT_ID,
        "country": COUNTRY_OR_NULL,
        "instruments": STRINGS,
        "date": TEXT_OR_NULL,
        "as_of": TEXT_OR_NULL,
        "note": {"type": "string", "description": "What kind of text it is, if not the original."},
    },
    description="`quote` is text[start:end] of the document, counted in code points.",
)
_REPLY = closed(
    {
        "id": {"type": "string", "description": "Private: whoever has it may read the reply."},
        "question": STRING,
        "language": LANGUAGE,
        "status": {"type": "string", "enum": [status.value for status in Status]},
        "understood": closed(
            {
                "countries": STRINGS,
                "instruments": STRINGS,
                "topics": STRINGS,
                "intent": {"type": "string", "enum": [intent.value for intent in Intent]},
            }
        ),
        "statements": listed("Statement", maxItems=MAX_STATEMENTS),
        "sources": listed("Source", maxItems=MAX_SOURCES),
        "notice": TEXT_OR_NULL,
        "took_ms": {"type": "number", "minimum": 0},
    }
)
_HIT = closed(
    {
        "rank": {"type": "integer", "minimum": 1},
        "document": DOCUMENT_ID,
        "passage": INTEGER,
        "title": STRING,
        "locator": STRING,
        "kind": KIND,
        "snippet": {"type": "string", "maxLength": 300},
        "country": COUNTRY_OR_NULL,
        "instruments": STRINGS,
        "date": TEXT_OR_NULL,
        "url": TEXT_OR_NULL,
        "score": {"type": "number"},
        "language": STRING,
        "start": COUNT,
        "end": COUNT,
    }
)
_COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
_SEARCH = closed(
    {
        "total": COUNT,
        "hits": listed("Hit", maxItems=10),
        "facets": closed({"kind": _COUNTS, "country": _COUNTS, "language": _COUNTS}),
        "page": {"type": "integer", "minimum": 1},
        "pages": COUNT | {"description": "How many pages can be opened."},
        "by_meaning": FLAG,
        "did_you_mean": TEXT_OR_NULL,
        "notice": TEXT_OR_NULL,
    }
)
_SECTION = closed(
    {"start": COUNT, "end": COUNT, "locator": STRING, "headings": STRINGS, "part": STRING}
)
_DOCUMENT = closed(
    {
        "id": DOCUMENT_ID,
        "kind": KIND,
        "title": STRING,
        "text": STRING,
        "language": STRING,
        "url": TEXT_OR_NULL,
        "date": TEXT_OR_NULL,
        "as_of": TEXT_OR_NULL,
        "countries": STRINGS,
        "instruments": STRINGS,
        "topics": STRINGS,
        "identifiers": STRINGS,
        "note": STRING,
        "publisher": STRING,
        "trust": {"type": "string", "enum": [trust.value for trust in Trust]},
        "sections": listed("Section"),
    }
)
_PLACE: Schema = {"document": DOCUMENT_ID, "start": COUNT, "end": COUNT}
_RATIFICATION = closed(
    {
        "instrument": STRING,
        "country": STRING,
        "ratified": DAY,
        "status": {"type": "string", "enum": [status.value for status in RatificationStatus]},
        "snapshot": DAY,
        **_PLACE,
        "ends": DAY_OR_NULL,
        "begins": DAY_OR_NULL,
        "replaced_by": STRING,
        "territory": STRING,
        "footnote": STRING,
        "note": STRING,
    }
)
_FINDING = closed(
    {
        "item": STRING,
        "body": STRING,
        "type": STRING,
        "title": STRING,
        "countries": STRINGS,
        "instruments": STRINGS,
        "unratified": STRINGS,
        "adopted": INTEGER_OR_NULL,
        "published": STRING,
        **_PLACE,
        "url": TEXT_OR_NULL,
    }
)
_STATISTIC = closed(
    {
        "indicator": STRING,
        "country": STRING,
        "year": INTEGER,
        "value": {"type": "string", "description": "As written in the source; may be empty."},
        "unit": STRING,
        "breakdown": STRING,
        "headline": FLAG,
        "origin": STRING,
        "flag": STRING,
        **_PLACE,
    }
)
_COUNTRY = closed(
    {
        "iso3": STRING,
        "name": STRING,
        "names": closed({"en": STRING, "fr": STRING, "es": STRING}),
        "member": FLAG,
        "ratifications": listed("Ratification"),
        "findings": listed("Finding"),
        "statistics": listed("Statistic"),
        "statistics_total": COUNT,
    }
)
_INSTRUMENT = closed(
    {
        "code": STRING,
        "kind": STRING,
        "number": INTEGER_OR_NULL,
        "title": STRING,
        "label": STRING,
        "year": INTEGER,
        "status": TEXT_OR_NULL,
        "fundamental": FLAG,
        "governance": FLAG,
        "text_url": TEXT_OR_NULL,
        "ratifications_url": TEXT_OR_NULL,
        "ratifications": listed("Ratification"),
        "findings": listed("Finding"),
    }
)
_HEALTH = closed(
    {
        "status": {"type": "string", "enum": ["ok", "no knowledge", "no desk"]},
        "generation": TEXT_OR_NULL,
        "passages": COUNT,
        "by_meaning": FLAG,
        "desk": {"type": "string", "enum": ["ok", "unavailable"]},
    }
)
SCHEMAS: dict[str, Schema] = {
    "Question": _QUESTION,
    "Reply": _REPLY,
    "Statement": closed(
        {"text": STRING, "citations": {"type": "array", "items": INTEGER, "minItems": 1}}
    ),
    "Source": _SOURCE,
    "SearchResult": _SEARCH,
    "Hit": _HIT,
    "Document": _DOCUMENT,
    "Section": _SECTION,
    "Country": _COUNTRY,
    "Instrument": _INSTRUMENT,
    "Ratification": _RATIFICATION,
    "Finding": _FINDING,
    "Statistic": _STATISTIC,
    "Health": _HEALTH,
    "Error": closed({"error": closed({"status": INTEGER, "message": STRING})}),
}
