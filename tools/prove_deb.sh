#!/usr/bin/env bash
# Proves a package in a clean root of Debian, without compiler and Python: installs it with apt,
# asks the demo model through the window, starts it from its menu entry, upgrades from an older
# version with the data kept, removes it and looks for what is left. Needs root and debootstrap.
#   tools/prove_deb.sh NEW.deb [OLD.deb]
# SUITE (bookworm) and MIRROR name the system; CUDA_DEB a plug-in package that must change nothing.
set -euo pipefail
new=$(realpath "$1")
old=${2:+$(realpath "$2")}
suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
root=$(mktemp -d /tmp/lemma-root.XXXXXX)
model=${MODEL:-}

say() { printf 'prove: %s\n' "$*" >&2; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
as_pupil() { inside setpriv --reuid=pupil --regid=pupil --init-groups env HOME=/home/pupil "$@"; }
cleanup() { umount -l "$root/proc" "$root/dev/shm" 2>/dev/null || true; rm -rf --one-file-system "$root"; }
trap cleanup EXIT

smoke() {
  as_pupil xvfb-run -a lemma --smoke ${model:+--model /model.gguf} | tee -a /dev/stderr | grep -q '"answer": "[^"]'
}
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var/log \
  -o -path ./var/cache -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./home \) -prune \
  -o -print | LC_ALL=C sort); }

say "making a clean $suite"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >/dev/null
mount -t proc proc "$root/proc"
mount -t tmpfs shm "$root/dev/shm"
inside apt-get install -y -q --no-install-recommends xvfb xauth x11-utils >/dev/null
inside useradd --create-home pupil
[ -z "$model" ] || install -m 644 "$model" "$root/model.gguf"

if [ -n "$old" ]; then
  say "installing the older version"
  install -m 644 "$old" "$root/old.deb"
  inside apt-get install -y -q --no-install-recommends /old.deb >/dev/null
  smoke
fi

# What apt brings for the package stays after it: compared is from here on.
install -m 644 "$new" "$root/new.deb"
needed=$(inside apt-get install -s --no-install-recommends /new.deb | sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep -v '^lemma' || true)
# shellcheck disable=SC2086
[ -z "$needed" ] || inside apt-get install -y -q --no-install-recommends $needed >/dev/null
[ -n "$old" ] || files > "$root.before"

say "installing the package"
inside apt-get install -y -q --no-install-recommends /new.deb >/dev/null
for program in gcc g++ cc python3 make; do
  ! inside which "$program" >/dev/null || { say "$program is there: this proves nothing"; exit 1; }
done
began=$(date +%s)
smoke
say "asked and answered in $(($(date +%s) - began)) s"
as_pupil lemma doctor

if [ -n "${CUDA_DEB:-}" ]; then
  say "with the CUDA plug-in and no driver"
  install -m 644 "$CUDA_DEB" "$root/cuda.deb"
  inside apt-get install -y -q --no-install-recommends /cuda.deb >/dev/null
  as_pupil lemma doctor | grep 'libggml-cuda.so'
  smoke
  inside apt-get remove -y -q lemma-cuda >/dev/null
fi

if [ -n "$old" ]; then
  say "data of the older version is kept"
  python3 - "$root/home/pupil/.local/share/Lemma/lemma.sqlite3" <<'PYTHON'
import sqlite3, sys
count = sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM messages").fetchone()[0]
assert count >= 4, f"{count} messages after two smoke tests"
PYTHON
fi

say "starting it from its menu entry"
start=$(sed -n 's/^Exec=//p' "$root/usr/share/applications/lemma.desktop")
as_pupil xvfb-run -a sh -c "$start & for _ in \$(seq 100); do
  xwininfo -root -tree 2>/dev/null | grep -q '\"Lemma' && exit 0; sleep 0.2; done; exit 1"

say "removing it"
inside apt-get purge -y -q lemma >/dev/null
if [ -z "$old" ]; then
  files > "$root.after"
  left=$(comm -13 "$root.before" "$root.after" | grep -v '^./new.deb$' || true)
  rm -f "$root.before" "$root.after"
  [ -z "$left" ] || { say "left behind:"; printf '%s\n' "$left" >&2; exit 1; }
fi
[ ! -e "$root/usr/lib/lemma" ] || { say "/usr/lib/lemma is still there"; exit 1; }
[ -d "$root/home/pupil/.local/share/Lemma" ] || { say "the data is gone"; exit 1; }
say "proved"
