"""Check the text before it is spoken, and the sound afterwards.

`explanation` shows what will be spoken, `risky_words` what may be mispronounced, `audition` plays a voice, `proof`
listens to an episode with `recognizer`. Only the command line imports this package.
"""
