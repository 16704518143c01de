"""Drafts answers, one module per kind of evidence. A draft is checked before anyone sees it."""
