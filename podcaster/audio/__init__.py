"""Sound: segments are stitched, mastered and written as one file, with tag and cover.

Come in by `mp3.master`, `tags.write` and `cover.draw`. Nothing here knows articles in files, feeds or the library.
"""
