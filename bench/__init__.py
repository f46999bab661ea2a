"""Benches: podcaster is imported before any library, and so keeps the libraries offline here too."""

import podcaster  # noqa: F401
