#!/bin/sh
# Install for this user: no root, no network. Options are those of install.py; PYTHON names another Python.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for python in ${PYTHON:-} python@python@ python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (@comma@))' 2>/dev/null; then
        exec "$python" -X utf8 "$here/program/install.py" "$@"
    fi
done
cat "$here/program/no-python.txt" >&2
exit 2
