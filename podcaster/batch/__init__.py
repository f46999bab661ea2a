"""Many articles in one run, which can be stopped and resumed.

Come in by `run.run`. `intake` finds the files, `opening` makes tickets of their articles, `tally` and `report` say
what became of them, `rehearsal` counts without speaking, `watch` waits for new files, `menu` makes the summary of a
night, and `merge` joins shows.
"""
