"""One module per role's job; each takes concrete parts and knows nothing of HTTP."""
