"""What a listener sees: feed, pages, notes, transcripts, cover.

Come in by `publisher.Publisher`, which brings all of it up to date. `episode_files` says which files make an episode,
`rules` judges a feed, `show_library` opens the library of a show, and `repair` rebuilds a lost one from what is
published.
"""
