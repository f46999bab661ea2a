"""Read-later services and feed readers: one small module for each, listed in `table`; `opening` opens them.

Every service hands over the same kind of article, and hears which ones have become episodes (`base.Service`). Only what
everybody may know leaves this room (`public`). Tokens come from the environment or from private files (`tokens`).
"""
