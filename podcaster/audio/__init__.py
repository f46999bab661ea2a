"""Stitches segments, masters them, and writes one audio file with tags and a cover.

Use `mp3.master`, `tags.write` and `cover.draw`. Nothing here reads saved articles, feeds or the library.
"""
