#!/bin/sh
# Puts Lemma into the menu of the desktop of the person who calls this; --remove takes it out again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/lemma.desktop
icon=$data/icons/hicolor/scalable/apps/lemma.svg
if [ "${1:-}" = --remove ]; then
  rm -f "$entry" "$icon"
  exit 0
fi
mkdir -p "$(dirname "$entry")" "$(dirname "$icon")"
cp "$here/share/lemma.svg" "$icon"
# In a desktop file a path stands in quotes, where four signs need a backslash; every backslash is
# doubled once more, and a per cent sign is.
program=$(printf '%s' "$here/lemma" \
  | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
while IFS= read -r line; do
  case $line in
    Exec=*) printf 'Exec="%s" %%F\n' "$program" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$here/share/lemma.desktop" > "$entry"
