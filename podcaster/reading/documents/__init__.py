"""Documents of word processors, notebooks and markup languages: each is converted to HTML, and that to blocks.

Called by reading/door.py and by archives. Each kind has a module. A document is an article already, so no article
has to be found in it; what only its author should see (comments, deleted and hidden text, login names) is not read.
"""
