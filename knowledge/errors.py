"""Every error the helpdesk raises on purpose, each saying what the caller may do.

HelpdeskError
├── BadInput             the caller's input is wrong: show the message, ask again
├── UnreadableSource     a file cannot be read at all: list it as refused, go on with the rest
├── KnowledgeMissing     no generation is live yet: run `helpdesk setup`
├── WriterBusy           another process is building a generation: wait, or try later
├── DeskUnavailable      questions and replies cannot be kept or found: try again later
├── EmbedderUnavailable  no vectors can be made: search by words alone, and say so
└── ModelUnavailable     the configured chat model failed: draft by quoting instead
"""

from __future__ import annotations


class HelpdeskError(Exception):
    """Base of all errors raised on purpose; its message may be shown to a person."""


class BadInput(HelpdeskError):
    """A question, filter, setting or argument is not acceptable; the message says which and why."""


class UnreadableSource(HelpdeskError):
    """A whole file cannot be read; the batch lists it as refused and goes on."""


class KnowledgeMissing(HelpdeskError):
    """There is no live generation to answer from; build one first."""


class WriterBusy(HelpdeskError):
    """Another process holds the writer's lock; the message names it."""


class DeskUnavailable(HelpdeskError):
    """The desk's database cannot be reached or used; nothing was changed in it."""


class EmbedderUnavailable(HelpdeskError):
    """Embedding failed in a way that may safely fall back to search by words."""


class ModelUnavailable(HelpdeskError):
    """The chat model cannot be used; drafting by quoting goes on without it."""
