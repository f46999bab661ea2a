"""The studio: pages on which one makes episodes, for one's own machine or home. Only `cli` imports it.

It calls the functions that the command line calls, and owns nothing but its queue.
"""
