"""Where articles come from when one asks: followed feeds, read-later services. `cli` and `studio` come in here.

Each source hands over what is new; `network` fetches it, and what was fetched is kept as a file in the show.
"""
