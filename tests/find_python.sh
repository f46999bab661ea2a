#!/bin/sh
# Print a Python of the version asked for: on the PATH, of uv, or of pyenv. A pyenv shim that has no such version is none.
works() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$2" ]; }
for python in "python$1" "$(uv python find "$1" 2>/dev/null)" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
  if [ -n "$python" ] && works "$python" "$1"; then
    command -v "$python"
    exit 0
  fi
done
exit 1
