"""Episodes as an EPUB 3 book with media overlays: a reader highlights each sentence while it is heard.

It is made from what is published beside the audio, so no save is needed. `book.write` writes it.
"""
