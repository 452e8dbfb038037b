#!/usr/bin/env bash
# Proves a package in a clean root of Debian, without compiler and Python: installs an older version
# with apt, asks the demo model through the window, upgrades with the data kept, asks again, starts it
# from its menu entry, removes it and looks for what is left. Needs root and debootstrap.
#   tools/prove_deb.sh NEW.deb [OLD.deb]
# Without OLD.deb the older version is the same program under a lower number.
# SUITE (bookworm) and MIRROR name the system; DEBS a file of `debootstrap --make-tarball`, so that it
# is not fetched again; MODEL a model to ask in place of the demo model; CUDA_DEB a plug-in package
# that must change nothing.
set -euo pipefail
new=$(realpath "$1")
suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
model=${MODEL:-}
work=$(mktemp -d /tmp/lemma-proof.XXXXXX)
root=$work/root

say() { printf 'prove: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
as_pupil() { inside setpriv --reuid=pupil --regid=pupil --init-groups env HOME=/home/pupil "$@"; }
install_deb() { install -m 644 "$1" "$root/lemma.deb"
  inside apt-get install -y -q --no-install-recommends /lemma.deb > "$work/apt.log" 2>&1 \
    || { cat "$work/apt.log" >&2; exit 1; }
  rm "$root/lemma.deb"; }
cleanup() { umount -l "$root/proc" "$root/dev/shm" 2>/dev/null || true; rm -rf --one-file-system "$work"; }
trap cleanup EXIT

smoke() {
  as_pupil xvfb-run -a lemma --smoke ${model:+--model /model.gguf} > "$work/said" || fail "no answer"
  tail -n 1 "$work/said" >&2
  tail -n 1 "$work/said" | grep -q '"answer": "[^"]' || fail "the answer is empty"
}
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var/log \
  -o -path ./var/cache -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./home \) -prune \
  -o -print | LC_ALL=C sort); }
older() { # the same program under a lower number
  dpkg-deb -R "$new" "$work/older"
  sed -i 's/^Version: .*/Version: 0~older/' "$work/older/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z1 -b "$work/older" "$work/older.deb" > /dev/null
  rm -r "$work/older"
}

if [ $# -gt 1 ]; then old=$(realpath "$2"); else old=$work/older.deb; older; fi

say "making a clean $suite"
debootstrap --variant=minbase ${DEBS:+--unpack-tarball="$(realpath "$DEBS")"} \
  "$suite" "$root" "$mirror" > "$work/boot.log" 2>&1 || { tail "$work/boot.log" >&2; exit 1; }
mount -t proc proc "$root/proc"
mount -t tmpfs shm "$root/dev/shm"
inside apt-get update -q > /dev/null
inside apt-get install -y -q --no-install-recommends xvfb xauth x11-utils > "$work/apt.log" 2>&1
inside useradd --create-home pupil
[ -z "$model" ] || install -m 644 "$model" "$root/model.gguf"

# What apt brings for the package stays after it: compared is from here on.
install -m 644 "$new" "$root/lemma.deb"
needed=$(inside apt-get install -s --no-install-recommends /lemma.deb \
  | sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep -v '^lemma$' || true)
rm "$root/lemma.deb"
# shellcheck disable=SC2086
[ -z "$needed" ] || inside apt-get install -y -q --no-install-recommends $needed > "$work/apt.log" 2>&1
files > "$work/before"
for program in gcc g++ cc python3 make; do
  ! inside which "$program" > /dev/null || fail "$program is there: this proves nothing"
done

say "installing the older version"
install_deb "$old"
smoke

say "installing the package over it"
began=$(date +%s%N)
install_deb "$new"
say "installed in $((($(date +%s%N) - began) / 1000000)) ms, $(du -sm "$root/usr/lib/lemma" | cut -f1) MiB"
smoke
say "asked and answered $((($(date +%s%N) - began) / 1000000)) ms after the installation began"
as_pupil lemma doctor || fail "doctor found what is wrong"
count='import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM messages").fetchone()[0])'
messages=$(python3 -c "$count" "$root/home/pupil/.local/share/Lemma/lemma.sqlite3")
[ "$messages" -ge 4 ] || fail "$messages messages after two questions: the older ones are lost"

if [ -n "${CUDA_DEB:-}" ]; then
  say "with the CUDA plug-in and no driver"
  install_deb "$CUDA_DEB"
  as_pupil lemma doctor | grep 'libggml-cuda.so'
  smoke
  inside apt-get remove -y -q lemma-cuda > /dev/null
fi

say "starting it from its menu entry"
start=$(sed -n 's/^Exec=//p' "$root/usr/share/applications/lemma.desktop" | sed 's/ %[fFuU]//g')
as_pupil xvfb-run -a sh -c "$start & for _ in \$(seq 100); do
  xwininfo -root -tree 2>/dev/null | grep -q '\"Lemma' && { kill \$!; wait; exit 0; }
  sleep 0.2; done; exit 1" \
  || fail "no window came"

say "removing it"
inside apt-get purge -y -q lemma > /dev/null
files > "$work/after"
left=$(comm -13 "$work/before" "$work/after")
[ -z "$left" ] || { say "left behind:"; printf '%s\n' "$left" >&2; exit 1; }
[ -d "$root/home/pupil/.local/share/Lemma" ] || fail "the data is gone"
say "proved"
