# Bank AICC: `make run` to try it, `make test` to test it. `make help` says the rest.
# The work is in deploy/scripts, in plain sh, so that each step can be read and run alone.

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
PYTHON := .venv/bin/python

.PHONY: help run test lint demo-login nginx-check
.DEFAULT_GOAL := help

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: ## install into .venv, prepare a database with sample articles, serve on HOST PORT
	@sh deploy/scripts/install.sh embedded
	@exec sh deploy/scripts/run.sh

test: ## install what the tests need, then run all of them on SQLite and on MariaDB
	@bash deploy/scripts/test.sh

lint: ## style, types, migrations, production settings
	@sh deploy/scripts/install.sh all
	@sh deploy/scripts/lint.sh

demo-login: ## the logins of the demonstration's back office
	@sh deploy/scripts/install.sh embedded
	@$(PYTHON) manage.py demo_login

nginx-check: ## test nginx.conf as its container sees it, for each way of TLS
	@sh deploy/scripts/nginx-check.sh
