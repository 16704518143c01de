"""Asking a question, and coming back to its reply by a private link."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from helpdesk.extensions import asking_limit, parts
from helpdesk.questions import Question
from helpdesk.replies import Meant
from helpdesk.services.source_states import language_of, source_states, statement_pieces
from helpdesk.web.forms import AskForm, EmailForm
from helpdesk.web.words import country_names, instrument_name, public_url, topic_name
from knowledge.countries import by_code, look_alikes

Page = str | Response | tuple[str, int]
INVALID = 422


def add_to(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.route("/", methods=["GET", "POST"])(asking_limit(ask))
    blueprint.get("/replies/<id>")(reply)
    blueprint.post("/replies/<id>/email")(leave_email)


def ask() -> Page:
    """Show the form; ask what it holds and lead to the reply."""
    if request.method == "GET":
        form = AskForm(formdata=request.args if "question" in request.args else None).offer()
        return render_template("ask.html", form=form, corrected=False)
    form = AskForm().offer()
    if not form.accepted():
        return render_template("ask.html", form=form, corrected=bool(form.instrument.data)), INVALID
    given = parts().asking.ask(
        Question(
            form.question.data or "",
            country=form.country.data or None,
            topic=form.topic.data or None,
            instrument=form.instrument.data or None,
        ),
        channel="web",
        email=form.email.data or "",
    )
    return redirect(url_for("ask.reply", id=given.id), 303)


def reply(id: str) -> Page:
    """Show a reply with its sources."""
    return _reply_page(id, EmailForm())


def leave_email(id: str) -> Page:
    """Keep an address with a question that waits for a person; an empty one removes it."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _reply_page(id, form), INVALID
    if not parts().desk.set_email(id, form.email.data or ""):
        abort(404, _no_reply())
    if form.email.data:
        flash(gettext("Your e-mail address is kept with this question."))
    else:
        flash(gettext("No e-mail address is kept with this question."))
    return redirect(url_for("ask.reply", id=id), 303)


def _reply_page(id: str, email_form: EmailForm) -> str:
    kept = parts().desk.find(id)
    if kept is None:
        abort(404, _no_reply())
    given, asked = kept.reply, kept.question
    meant = given.understood
    form = AskForm(
        formdata=None,
        question=given.question,
        country=asked.country or "",
        topic=asked.topic or "",
        instrument=asked.instrument or "",
    ).offer(**_named(meant))
    states = source_states(parts().library.searcher().db, given.sources)
    statements = [
        (each, statement_pieces(each.text, quoted), language_of(quoted, given.language))
        for each in given.statements
        for quoted in [[states[n - 1] for n in each.citations]]
    ]
    return render_template(
        "reply.html",
        statements=statements,
        kept=kept,
        reply=given,
        sources=list(zip(given.sources, states, strict=True)),
        look_alikes=_look_alikes(meant),
        form=form,
        email_form=email_form,
        private_url=public_url("ask.reply", id=id),
        here=url_for("ask.reply", id=id),
    )


def _named(meant: Meant) -> dict[str, str]:
    return {
        "named_country": country_names(meant.countries),
        "named_topic": ", ".join(topic_name(topic) for topic in meant.topics),
        "named": ", ".join(instrument_name(code) for code in meant.instruments),
    }


def _look_alikes(meant: Meant) -> list[tuple[str, str]]:
    found = [country for code in meant.countries if (country := by_code(code))]
    return [
        (country_names((country,)), country_names(others))
        for country in found
        if (others := look_alikes(country))
    ]


def _no_reply() -> str:
    said: str = gettext(
        "There is no reply at this address. The link may be cut short, or the question may have"
        " been deleted after the time for which questions are kept."
    )
    return said
