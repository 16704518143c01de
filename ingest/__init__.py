"""Reads sources: recognises files, turns them into documents and facts, refuses bad rows."""
