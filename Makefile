PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := check
.PHONY: help check test test-all lint style format bench ratios docs images claims clean

help:                    ## these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: $(READY)          ## theory against simulation: all facets, with weight decay too, on Gaussian data and digits
	$(BIN)/prism check --out out/check
	$(BIN)/prism check --data digits --holdout 0.25 --out out/check-digits
	$(BIN)/prism check --model tied-weight-decay --out out/check-decay
	$(BIN)/prism check --model tied-weight-decay --data digits --out out/check-decay-digits

test: style              ## linters, types (tests/test_types.py) and the default tests, in two processes
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-all: style          ## the slow tests too
	$(BIN)/python -m pytest -m ''

lint: style              ## linters and types
	$(BIN)/mypy

style: $(READY)          ## linters
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)         ## mend what the linters can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)          ## the benchmarks: error and time
	$(BIN)/python -m pytest benchmarks -m '' -s

ratios: $(READY)         ## renew the table of ratios that benchmarks/RATIOS.md keeps
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest benchmarks -m '' -k 'against or start_up' --ratios benchmarks/RATIOS.md

docs: $(VENV)/.docs      ## the site in out/docs; warnings are errors
	$(BIN)/python -m sphinx -W --keep-going -E -q -b html docs out/docs
	@echo "open out/docs/index.html"

images: $(READY)         ## renew the pictures that the pages of docs/ draw themselves
	$(BIN)/python -m tests.docs.images

claims: $(READY)         ## renew the numbers of docs/claims.md from the commands that print them
	$(BIN)/python docs/renew_claims.py

$(VENV)/.docs: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[docs]'
	touch $@

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,fast]'
	touch $@

clean:                   ## remove the environment and what was built
	rm -rf $(VENV) out build dist
