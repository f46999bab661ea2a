"""Check the text before it is spoken, and the sound afterwards.

`explanation` and `explanation_page` show what will be spoken, `differences` where that is not what is written,
`risky_words` what may be mispronounced, `audition` plays a voice, `proof` listens to an episode with `recognizer`. Only
the command line imports this package.
"""
