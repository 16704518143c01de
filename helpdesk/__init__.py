"""Serves: the web pages, the JSON API, the command line, and the services below them."""
