"""The road of one article: opened, spoken, finished.

`workshop` opens an article, `finishing` masters it, `builder` makes the episode, for menus and mixes too. `segments`
keeps what was spoken, `sound` what was mastered, `identity` knows names and days, `mix` joins episodes, and `forecast`
says how long a night will take. The command line and the rooms of many articles come in here.
"""
