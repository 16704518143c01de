"""The forms: what people may send, and what is said when it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from helpdesk.questions import MAX_QUESTION
from knowledge.countries import Country, all_countries
from knowledge.documents import slug
from knowledge.instruments import all_instruments
from knowledge.topics import all_topics

MAX_EMAIL = 254
_ADDRESS = r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$"

Choices = list[tuple[str, str]]


def _one_line_end(text: str | None) -> str | None:
    # A browser counts a line end as one character and sends two.
    return text.replace("\r\n", "\n") if text else text


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


def _address_field(label: str) -> EmailField:
    return EmailField(
        label,
        filters=[_trimmed],
        validators=[
            Optional(),
            Length(max=MAX_EMAIL, message=lazy_gettext("The e-mail address is too long.")),
            Regexp(_ADDRESS, message=lazy_gettext("Write the e-mail address as name@example.org.")),
        ],
    )


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A question with what the asker may add to it; an empty choice leaves it to the words."""

    question = TextAreaField(
        lazy_gettext("Your question"),
        filters=[_one_line_end],
        validators=[
            DataRequired(lazy_gettext("Write your question.")),
            Length(
                max=MAX_QUESTION,
                message=lazy_gettext("The question is too long: at most 2,000 characters."),
            ),
        ],
    )
    country = SelectField(lazy_gettext("Country"), validate_choice=False)
    topic = SelectField(lazy_gettext("Topic"), validate_choice=False)
    instrument = SelectField(lazy_gettext("Instrument"), validate_choice=False)
    email = _address_field(lazy_gettext("E-mail address"))

    def offer(self, *, named_country: str = "", named_topic: str = "", named: str = "") -> AskForm:
        """Fill the lists in the page's language; `named...` say what the words were taken for."""
        language = str(get_locale() or "en")
        self.country.choices = country_choices(language, _as_asked(named_country))
        self.topic.choices = topic_choices(language, _as_asked(named_topic))
        self.instrument.choices = _instruments(language, named)
        return self

    def accepted(self) -> bool:
        """Whether what was sent can be asked; says what is wrong with it otherwise."""
        sent = bool(self.validate_on_submit())
        wrong = {
            self.country: gettext("Choose a country from the list."),
            self.topic: gettext("Choose a topic from the list."),
            self.instrument: gettext("Choose an instrument from the list."),
        }
        for field, message in wrong.items():
            if field.data and field.data not in _codes(field.choices):
                field.errors = [*field.errors, message]
                sent = False
        return sent

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the form: the field's id and the message."""
        return [(field.id, str(error)) for field in self for error in field.errors]


class EmailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The address to write to about a question that a person will look at."""

    email = _address_field(lazy_gettext("E-mail address"))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong: the field's id and the message."""
        return [(field.id, str(error)) for field in self for error in field.errors]


def _codes(choices: Any) -> set[str]:
    return {code for group in choices.values() for code, _ in group}


def _as_asked(named: str) -> str:
    if named:
        return str(gettext("As the question says: %(named)s", named=named))
    return str(gettext("As the question says"))


def country_choices(language: str, unchosen: str) -> dict[str, Choices]:
    """Return the countries to choose from, by group; `unchosen` says what choosing none means."""

    def listed(*, member: bool) -> Choices:
        chosen = (each for each in all_countries() if each.member is member)
        return sorted(((c.iso3, c.named(language)) for c in chosen), key=_by_name)

    return {
        "": [("", unchosen)],
        gettext("Member States of the ILO"): listed(member=True),
        gettext("Other countries and territories"): listed(member=False),
    }


def _by_name(choice: tuple[str, str]) -> str:
    return slug(choice[1])


def by_name(language: str, countries: Iterable[Country]) -> list[Country]:
    """Sort countries by their names in a language, whatever the accents."""
    return sorted(countries, key=lambda country: slug(country.named(language)))


def topic_choices(language: str, unchosen: str) -> dict[str, Choices]:
    """Return the topics to choose from, by group; `unchosen` says what choosing none means."""

    def listed(*, fundamental: bool) -> Choices:
        return [(t.id, t.named(language)) for t in all_topics() if t.fundamental is fundamental]

    return {
        "": [("", unchosen)],
        gettext("Fundamental principles and rights at work"): listed(fundamental=True),
        gettext("Other topics"): listed(fundamental=False),
    }


def _instruments(language: str, named: str) -> dict[str, Choices]:
    return {
        "": [("", _as_asked(named))],
        gettext("Instruments"): [
            (each.code, f"{each.code} {each.named(language)}") for each in all_instruments()
        ],
    }
