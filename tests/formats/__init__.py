"""Small files of every format, with its usual traps, made where they are needed."""
