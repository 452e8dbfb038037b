#!/usr/bin/env bash
# Prepares everything the program needs, from a clean Debian 12 or Ubuntu 22.04 on.
#   tools/setup.sh run    what `make run` needs
#   tools/setup.sh test   that, and the tools for tests and checks
#   tools/setup.sh vulkan that, and llama.cpp with Vulkan for the long tests, about twenty minutes
#   tools/setup.sh package what `make package` needs
# Safe to call again: it does only what is missing. Nothing outside .venv and the user's
# cache is written, but for system packages, and those only as root.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}
stamp=.venv/.ready-$kind
case $kind in
  run | package) lock=requirements/$kind.txt ;;
  *) lock=requirements/dev.txt ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }

# --- system packages: what Qt loads at run time and llama.cpp needs to compile ---------------
packages=(
  python3-venv python3-dev g++ cmake ninja-build
  libdbus-1-3 libegl1 libgl1 libfontconfig1 libfreetype6 libglib2.0-0 libx11-6 libxkbcommon0
  libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1
  libxkbcommon-x11-0 libgomp1 fonts-dejavu-core fonts-noto-cjk
)
[ "$kind" = run ] || packages+=(xvfb)
# A compiler for shaders, and Mesa's driver that runs them on the processor.
[ "$kind" = vulkan ] && packages+=(libvulkan-dev spirv-headers glslc mesa-vulkan-drivers patch)
# The same compiler, and what makes and checks packages.
[ "$kind" = package ] && packages+=(
  libvulkan-dev spirv-headers glslc patch binutils zstd appstream desktop-file-utils lintian
)

missing_packages() {
  local name
  for name in "${packages[@]}"; do
    # Newer releases carry the same libraries under names that end in t64.
    dpkg-query -W -f='${Status}\n' "$name" "${name}t64" 2>/dev/null | grep -q 'ok installed' \
      || printf '%s\n' "$name"
  done
}

system_packages() {
  command -v dpkg-query >/dev/null || return 0
  local missing
  missing=$(missing_packages | tr '\n' ' ')
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" = 0 ]; then
    say "installing system packages: $missing"
    apt-get update -q >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
  else
    say "these system packages are missing; install them with one command:"
    say "  sudo apt-get install -y $missing"
    # A desktop may have them by other means: only the compiler and venv are needed for certain.
    command -v g++ >/dev/null && command -v cmake >/dev/null || exit 1
  fi
}

find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null \
      && "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
    then echo "$name"; return; fi
  done
  say "Python 3.11, 3.12 or 3.13 with venv is needed; on Ubuntu 22.04: sudo apt-get install -y python3.11 python3.11-venv python3.11-dev"
  exit 1
}

# --- llama.cpp: compiled for this very processor, about seven minutes, once per machine ------
llama_requirement=$(grep -oE '^llama-cpp-python==[^ ]+' requirements/run.txt)
processor=$( (uname -sm; grep -m1 -E '^(flags|Features)' /proc/cpuinfo || true) | sha256sum | cut -c1-12)
wheels=${XDG_CACHE_HOME:-$HOME/.cache}/lemma/wheels/$processor

build_llama() {
  ls "$wheels"/llama_cpp_python-"${llama_requirement#*==}"-*.whl >/dev/null 2>&1 && return 0
  say "compiling llama.cpp for this processor (once, several minutes) ..."
  mkdir -p "$wheels"
  llama_lock
  .venv/bin/pip wheel -q --no-deps --no-cache-dir --require-hashes -r .venv/llama.txt -w "$wheels" >&2
}

llama_lock() {
  grep -A40 '^llama-cpp-python==' "$lock" | awk 'NR==1 || /^ +--hash/ {print} NR>1 && !/^ +--hash/ {exit}' > .venv/llama.txt
}

# Beside the usual one, into .venv/vulkan: who wants it puts that first on Python's path.
build_vulkan() {
  if ! ls "$wheels"/vulkan/llama_cpp_python-"${llama_requirement#*==}"-*.whl >/dev/null 2>&1; then
    say "compiling llama.cpp with Vulkan (once, about twenty minutes) ..."
    source=$(mktemp -d)
    llama_lock
    .venv/bin/pip download -q --no-deps --no-binary :all: --require-hashes -r .venv/llama.txt -d "$source" >&2
    tar xzf "$source"/*.tar.gz -C "$source"
    patch -s -p1 -d "$source"/llama_cpp_python-*/ < tools/vulkan_headers.patch
    CMAKE_ARGS=-DGGML_VULKAN=ON .venv/bin/pip wheel -q --no-deps --no-cache-dir \
      "$source"/llama_cpp_python-*/ -w "$wheels/vulkan" >&2
    rm -r "$source"
  fi
  .venv/bin/pip install -q --no-deps --upgrade --target .venv/vulkan "$wheels"/vulkan/*.whl
}

install_python_packages() {
  .venv/bin/pip install -q --no-deps "$wheels"/llama_cpp_python-"${llama_requirement#*==}"-*.whl
  # The compiled wheel has no published hash; everything else is checked against the lock.
  awk '/^llama-cpp-python==/ {skip=1; next} skip && /^ +--hash/ {next} {skip=0; print}' "$lock" > .venv/rest.txt
  .venv/bin/pip install -q --no-deps --require-hashes -r .venv/rest.txt
  .venv/bin/pip install -q --no-deps --no-build-isolation -e . 2> .venv/install.log \
    || { cat .venv/install.log >&2; exit 1; }
}

up_to_date() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(cat "$lock" pyproject.toml tools/setup.sh | sha256sum)" ]; }

main() {
  up_to_date && return 0
  system_packages
  [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
  export PIP_DISABLE_PIP_VERSION_CHECK=1
  .venv/bin/pip install -q 'pip>=25' 'setuptools>=77'
  build_llama
  install_python_packages
  [ "$kind" = run ] || .venv/bin/python tools/test_model.py
  [ "$kind" != vulkan ] || build_vulkan
  cat "$lock" pyproject.toml tools/setup.sh | sha256sum > "$stamp"
}
main
