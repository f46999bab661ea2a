"""podcaster: a saved blog post becomes a narrated episode in a podcast feed, offline."""

__version__ = "0.1.0"
