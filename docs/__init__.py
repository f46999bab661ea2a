"""The documentation; `generate` writes what is in reference/ and man/."""
