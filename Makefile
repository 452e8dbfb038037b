# Every command of the project. CI, pre-commit and the README call these and nothing else.
.DEFAULT_GOAL := help
PY := .venv/bin/python
CASES ?= 500
ARGS ?=

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 14

run: .ready-run  ## start the program (window, else terminal)
	@$(PY) -m app $(ARGS)

test: .ready-test lint check  ## everything that must hold before a change lands

check: .ready-test
	@tools/test.sh

lint: .ready-test  ## ruff, mypy strict, import directions
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

fmt: .ready-test  ## format the code
	@.venv/bin/ruff check --fix-only -q .
	@.venv/bin/ruff format .

battery: .ready-vulkan  ## the long runs, CASES=500 of each by default
	@LEMMA_CASES=$(CASES) tools/test.sh -m battery

lock: .ready-test  ## write the lock files anew
	@for kind in run dev package; do \
	  case $$kind in run) group="" ;; dev) group="--group dev" ;; *) group="--group installer" ;; esac; \
	  .venv/bin/uv pip compile pyproject.toml $$group --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate -q -o requirements/$$kind.txt || exit 1; done

package: .ready-package  ## the packages for download, into dist/ (first time: an hour)
	@$(PY) build_installer.py build
	@$(PY) build_installer.py package

demo-model: .ready-training  ## train the demo model anew: up to three hours on two cores
	@.venv-training/bin/python -m training train $(ARGS)

mathjax:         ## bundle MathJax anew from its package (needs Node.js)
	@tools/mathjax.sh

.ready-run:
	@tools/setup.sh run
.ready-test:
	@tools/setup.sh test

.ready-vulkan:
	@tools/setup.sh vulkan

.ready-package:
	@tools/setup.sh package

.ready-training:
	@[ -x .venv-training/bin/python ] || python3 -m venv .venv-training
	@.venv-training/bin/pip install -q 'pip>=25.1'
	@.venv-training/bin/pip install -q --group training

.PHONY: help run test check lint fmt battery lock package demo-model mathjax .ready-run .ready-test \
  .ready-vulkan .ready-package .ready-training
