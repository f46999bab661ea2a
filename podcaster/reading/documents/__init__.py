"""Documents of word processors, note books and markup languages: each becomes HTML, and that becomes blocks.

The door of reading and its archives come in here, a module for each kind. A document is an article already, so nothing
is searched for; what only its author should see (comments, deleted and hidden text, login names) is not read.
"""
