"""The road of one article: opened, spoken, finished.

`workshop` opens an article, `finishing` masters it, `builder` makes the episode, for menus and mixes too. `segments`
keeps spoken audio, `sound` mastered audio, `identity` knows names and days, `mix` joins episodes, and `forecast`
estimates how long a run will take. The command line and the packages for many articles import from here.
"""
