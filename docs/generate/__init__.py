"""The reference and the man page, written from the code: `python -m docs.generate`, or `make generated`."""
