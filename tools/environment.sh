#!/bin/sh
# Make a virtual environment and install podcaster, as it is in this folder, into it:
#
#     sh tools/environment.sh FOLDER PYTHON REQUIREMENT [REQUIREMENT instead, if the first cannot be had]
#
# uv is used if it is there, otherwise venv and pip. What is downloaded is listed, so that you see it at work.
set -u
venv=$1 python=$2
shift 2

fail() {
  echo "$1" >&2
  exit 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

has_uv() { command -v uv >/dev/null; }

make_environment() {
  new_enough "$venv/bin/python" && "$venv/bin/python" -c 'import pip' 2>/dev/null && return
  if has_uv; then
    chosen=$python
    new_enough "$python" || chosen='>=3.11' # uv finds one, or fetches it
    uv venv -q --seed --allow-existing --python "$chosen" "$venv" && return
  fi
  new_enough "$python" || fail "podcaster needs Python 3.11 or newer; make PYTHON=python3.12 chooses another one"
  "$python" -c 'import ensurepip, venv' 2>/dev/null \
    || fail "this Python cannot make virtual environments: install python3-venv (Debian, Ubuntu), or uv"
  "$python" -m venv "$venv" || exit 1
}

# The status of a pipe is that of its last command, so pip's own is carried along as a line.
with_pip() {
  {
    { "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off -e "$1" 2>&1 1>&3 \
      || echo "pip failed" 1>&3; } | grep --line-buffered -v "does not provide the extra 'html_clean'" 1>&2
  } 3>&1 | {
    status=0
    while read -r line; do
      case "$line" in
        Downloading*) echo "  $line" ;;
        "Installing collected"*) echo "  unpacking" ;;
        "pip failed") status=1 ;;
      esac
    done
    exit $status
  }
}

install() {
  if has_uv && uv pip install --python "$venv/bin/python" -e "$1"; then return; fi
  with_pip "$1"
}

make_environment
# Until 0.1 the distribution was called podcaster, which is another project on the package index.
"$venv/bin/python" -m pip uninstall -q -y --disable-pip-version-check podcaster 2>/dev/null
for requirement in "$@"; do
  install "$requirement" && exit
done
fail "podcaster could not be installed into $venv"
