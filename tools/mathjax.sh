#!/bin/sh
# Bundles MathJax into resources/mathjax/mathjax.js: one script for an engine without browser or
# modules. Needs Node.js; run it only to change the version, the result is kept in the repository.
set -eu

MATHJAX=3.2.2
MHCHEM=4.2.1
ESBUILD=0.28.2

root=$(cd "$(dirname "$0")/.." && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cp "$root"/tools/mathjax_*.js "$build"
cd "$build"
npm install --silent --no-audit --no-fund --no-save --ignore-scripts \
  "mathjax-full@$MATHJAX" "mhchemparser@$MHCHEM" "esbuild@$ESBUILD"
node_modules/@esbuild/*/bin/esbuild mathjax_entry.js --bundle --minify --format=iife \
  --target=es2020 --charset=utf8 --legal-comments=none --log-level=warning \
  --outfile="$root/resources/mathjax/mathjax.js"
cp node_modules/mathjax-full/LICENSE "$root/resources/mathjax/LICENSE"
cat > "$root/resources/mathjax/README.md" <<END
mathjax.js: MathJax $MATHJAX (npm mathjax-full) with mhchemparser $MHCHEM, bundled by esbuild
$ESBUILD from tools/mathjax_entry.js and tools/mathjax_macros.js; made by tools/mathjax.sh.
Both under the Apache License 2.0, see LICENSE.
END
