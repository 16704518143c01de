"""What templates say: names for codes, dates in words, addresses that are safe to link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from babel.dates import format_date
from flask import Blueprint, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.exceptions import NotFound

from helpdesk.extensions import parts
from helpdesk.questions import LANGUAGES
from helpdesk.services.frames import day
from knowledge.countries import Country
from knowledge.countries import by_code as country_of
from knowledge.facts import RatificationStatus
from knowledge.instruments import Instrument
from knowledge.instruments import by_code as instrument_of
from knowledge.statistic_codes import breakdown_words, flag_words, origin_words
from knowledge.statistics import by_id as indicator_of
from knowledge.topics import by_id as topic_of

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+")
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def add_to(blueprint: Blueprint) -> None:
    """Give every template of the app these words."""
    for name, filtering in {
        "when": when,
        "web_address": web_address,
        "linked": linked,
        "host": host,
    }.items():
        blueprint.add_app_template_filter(filtering, name)
    for function in _GLOBALS:
        blueprint.add_app_template_global(function, function.__name__)


def page_language() -> str:
    """Return the language of the page being made."""
    return str(get_locale() or "en")


def when(stated: date | str | None) -> str:
    """Write a date, or the beginning of one ("2021", "2021-06"), in words; other text as it is."""
    language = page_language()
    if stated is None or isinstance(stated, date):
        return day(language, stated)
    match = _ISO.fullmatch(stated)
    if not match or not match[2]:
        return stated
    try:
        written = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return stated
    return day(language, written) if match[3] else format_date(written, "MMMM y", locale=language)


def web_address(address: str | None) -> str | None:
    """Return an address that may be linked: on the web, and nothing else."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def host(address: str) -> str:
    """Return the site of an address: what a link shows of it; "" where it is no address."""
    try:
        return str(urlsplit(address).netloc).removeprefix("www.")
    except ValueError:
        return ""


def linked(text: str) -> list[tuple[str, bool]]:
    """Split a text at its web addresses; true marks an address."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        pieces += [(text[at : match.start()], False), (address, True)]
        at = match.start() + len(address)
    return [(piece, marked) for piece, marked in (*pieces, (text[at:], False)) if piece]


def public_url(endpoint: str, id: str) -> str:
    """Return the address of a page as others reach it: HELPDESK_PUBLIC_URL, else this host's."""
    public = parts().settings.public_url.rstrip("/")
    if public:
        return public + url_for(endpoint, id=id)
    return url_for(endpoint, _external=True, id=id)


def kind_name(kind: str) -> str:
    """Name a kind of document."""
    names: dict[str, str] = {
        "ratification": gettext("Ratification table"),
        "finding": gettext("Supervisory finding"),
        "instrument": gettext("Text of an instrument"),
        "guidance": gettext("Guidance"),
        "statistic": gettext("Statistical table"),
        "document": gettext("Document"),
        "answer": gettext("Reviewed answer"),
    }
    return names.get(kind, kind)


def note_kind_name(kind: str) -> str:
    """Name a kind of guidance note."""
    names: dict[str, str] = {
        "topic": gettext("Topic"),
        "instrument": gettext("Instrument explained"),
        "framework": gettext("How the system works"),
        "question": gettext("Question and answer"),
        "directory": gettext("Directory"),
        "MNE Declaration": gettext("MNE Declaration"),
    }
    other: str = gettext("Guidance note")
    return names.get(kind, other)


def intent_name(intent: str) -> str:
    """Say in words what a question was taken to ask for."""
    names: dict[str, str] = {
        "ratification": gettext("Whether a State has ratified an instrument"),
        "country-ratifications": gettext("What a State has ratified"),
        "instrument-ratifications": gettext("Which States have ratified an instrument"),
        "article": gettext("What an article of an instrument says"),
        "instrument": gettext("What an instrument says"),
        "findings": gettext("What the supervisory bodies said about a State"),
        "mne-declaration": gettext("What the MNE Declaration expects"),
        "statistic": gettext("A statistic on a State"),
        "document": gettext("What a document says"),
        "enterprise": gettext("How a particular enterprise or workplace behaves"),
        "question": gettext("A question on labour standards"),
    }
    return names.get(intent, intent)


def standing_name(status: RatificationStatus) -> str:
    """Say how a ratification stood in its list."""
    names: dict[RatificationStatus, str] = {
        RatificationStatus.IN_FORCE: gettext("In force"),
        RatificationStatus.DENOUNCED: gettext("Denounced"),
        RatificationStatus.NOT_YET_IN_FORCE: gettext("Not yet in force"),
        RatificationStatus.NOT_IN_FORCE: gettext("Not in force"),
    }
    return names[status]


def country_name(code: str | Country) -> str:
    """Name a country in the page's language; an unknown code stays as it is."""
    country = country_of(code) if isinstance(code, str) else code
    return country.named(page_language()) if country else str(code)


def country_names(codes: tuple[str | Country, ...]) -> str:
    """Name countries in a row."""
    return ", ".join(country_name(code) for code in codes)


def instrument_name(code: str | Instrument) -> str:
    """Name an instrument in the page's language; an unknown code stays as it is."""
    instrument = instrument_of(code) if isinstance(code, str) else code
    return instrument.named(page_language()) if instrument else str(code)


def topic_name(id: str) -> str:
    """Name a topic in the page's language; an unknown id stays as it is."""
    topic = topic_of(id)
    return topic.named(page_language()) if topic else id


def indicator_name(id: str) -> str:
    """Name an indicator in the page's language; an unknown id stays as it is."""
    indicator = indicator_of(id)
    return indicator.named(page_language()) if indicator else id


def breakdown_name(codes: str) -> str:
    """Put a statistic's breakdown into words, keeping its codes; "" for none."""
    return ", ".join(breakdown_words(code.strip()) for code in codes.split(",") if code.strip())


def reader_name(reader: str) -> str:
    """Say what kind of source a reader reads; a reader not named here stays as it is."""
    names: dict[str, str] = {
        "catalogue": gettext("Catalogues of instruments"),
        "convention-texts": gettext("Texts of Conventions"),
        "governing-body": gettext("Governing Body papers"),
        "guidance-notes": gettext("Guidance notes, in our own words"),
        "guidance-pages": gettext("Guidance pages"),
        "helpdesk-pages": gettext("Helpdesk pages"),
        "helpdesk-qa": gettext("Helpdesk questions and answers"),
        "ilostat-bulk": gettext("ILOSTAT tables"),
        "ilostat-rplumber": gettext("ILOSTAT tables, by query"),
        "mne-outline": gettext("Outline of the MNE Declaration"),
        "normlex-ratifications": gettext("Ratification tables from NORMLEX"),
        "ratification-table": gettext("Ratification facts that come with the service"),
        "sdg-0882": gettext("SDG indicator 8.8.2"),
        "sdmx-csv": gettext("ILOSTAT tables in SDMX form"),
        "starter-statistics": gettext("Statistics that come with the service"),
        "supervisory-items": gettext("Items of the supervisory bodies"),
        "unsdg": gettext("United Nations SDG tables"),
    }
    return names.get(reader, reader)


def cited_url(document: str, start: int, end: int) -> str:
    """Return the address of a document's page, open at text[start:end]."""
    return url_for("explore.document", id=document, start=start, end=end, _anchor="cited")


def language_links(here: str | None = None) -> list[tuple[str, str, str]]:
    """Return code, name and address of this page (or `here`) in each language."""
    # One slash, whatever was asked for: two would lead to another site.
    path = here or quote(f"{request.script_root}/{request.path.lstrip('/')}")
    kept = {} if here else request.args.to_dict()
    return [
        (code, LANGUAGE_NAMES[code], f"{path}?{urlencode({**kept, 'lang': code})}")
        for code in LANGUAGES
    ]


def failure_words(status: int, message: str) -> tuple[str, str]:
    """Return title and text for an error page; our own messages stand, a framework's do not."""
    titles = {
        400: gettext("This could not be understood"),
        404: gettext("Not found"),
        429: gettext("Too many questions at once"),
        503: gettext("Not available just now"),
    }
    texts = {
        413: gettext("What was sent is too large."),
        429: gettext(
            "Many questions came from your address within a short time. Please wait a minute,"
            " go back, and send yours again: your text is still there."
        ),
        500: gettext("Something went wrong on our side, and it has been noted."),
    }
    text = texts.get(status, message)
    if message.startswith("The CSRF"):
        text = gettext(
            "The form could not be checked, mostly because cookies are switched off or the page"
            " had been open for long. Go back, reload the page and send it again."
        )
    elif status == 404 and message == NotFound.description:
        text = gettext("There is no page at this address.")
    return titles.get(status, gettext("That did not work")), text


_GLOBALS: tuple[Callable[..., object], ...] = (
    kind_name,
    note_kind_name,
    intent_name,
    standing_name,
    country_name,
    country_names,
    instrument_name,
    topic_name,
    indicator_name,
    cited_url,
    language_links,
    breakdown_name,
    flag_words,
    origin_words,
    reader_name,
    failure_words,
)
