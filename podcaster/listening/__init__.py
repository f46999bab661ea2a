"""An ear on the result, and an eye on the text before it.

`explanation` says what will be said, `risky_words` what may be said wrong, `audition` lets one hear a voice, `proof`
listens to an episode with `recognizer`. The command line comes in here; nothing below it does.
"""
