"""One batch on many machines, with Dask.

Come in by `run.run`. `task` is what each machine does, `store` what they share.
"""
