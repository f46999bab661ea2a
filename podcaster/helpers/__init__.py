"""Other programs at work for us, each with limits."""
