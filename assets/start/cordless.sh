#!/bin/sh
# Starts Cordless. It needs Python, and neither a network nor administrator rights; README.txt says more.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 3
versions='@VERSIONS@'

try() {
    python=$1
    shift
    if "$python" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in sys.argv[1].split())' "$versions" \
        </dev/null >/dev/null 2>&1; then
        exec "$python" -I -S "$here/parts/start.py" "$@"
    fi
}

try "$here/python/bin/python3" "$@"
for version in $versions; do
    try "python$version" "$@"
    try "/Library/Frameworks/Python.framework/Versions/$version/bin/python3" "$@"
done
try python3 "$@"
try python "$@"

echo "No Python was found here that this folder is made for (@PYTHONS@). README.txt says what can be done." >&2
exit 3
