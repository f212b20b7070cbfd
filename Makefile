# Bank AICC: `make run` to try it, `make test` to test it. `make help` says the rest.
# The work is in deploy/scripts, in plain sh, so that each step can be read and run alone.
# HOST and PORT, in the environment or in .env, say where `make run` listens.

PYTHON := .venv/bin/python

.PHONY: help run demo demo-login doctor backup bench test test-mysql test-clock test-order coverage lint audit nginx-check
.DEFAULT_GOAL := help

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: ## install into .venv, prepare a database with sample articles, serve on HOST PORT
	@sh deploy/scripts/install.sh embedded
	@exec sh deploy/scripts/run.sh

demo: ## fill the back office with conversations that look as if they had been held
	@sh deploy/scripts/install.sh embedded
	@$(PYTHON) manage.py prepare --only
	@$(PYTHON) manage.py seed_demo

demo-login: ## the logins of the demonstration's back office
	@sh deploy/scripts/install.sh embedded
	@$(PYTHON) manage.py demo_login

doctor: ## what is wrong with this installation, and what to do about it
	@sh deploy/scripts/install.sh embedded
	@$(PYTHON) manage.py doctor

backup: ## copy the SQLite database into var/backups, or say how to dump MySQL
	@sh deploy/scripts/install.sh embedded
	@$(PYTHON) manage.py backup

test: ## install what the tests need, then run all of them on SQLite and on MariaDB
	@bash deploy/scripts/test.sh

test-mysql: ## what could end otherwise on MySQL, on a real one; root on Debian with debootstrap
	@sh deploy/scripts/install.sh all
	@bash deploy/scripts/mysql_root.sh
	@AICC_TEST_DATABASE=mysql .venv/bin/pytest -q -m mariadb --with-servers

test-clock: ## the quick part at eight moments at which a clock is awkward, in two time zones
	@sh deploy/scripts/install.sh tests
	@bash deploy/scripts/test-clock.sh

test-order: ## the quick part in two random orders; each says the seed that brings it back
	@sh deploy/scripts/install.sh tests
	@$(PYTHON) -m pytest -q -n auto --random-order-bucket=global
	@$(PYTHON) -m pytest -q -n auto --random-order-bucket=module --dist loadfile

coverage: ## which lines the quick part and the client library's tests run, held by floors
	@sh deploy/scripts/install.sh tests
	@sh deploy/scripts/coverage.sh

bench: ## ours beside peers that speak the same protocol, on both servers: twenty minutes
	@sh deploy/scripts/install.sh all
	@$(PYTHON) -m bench.peers

lint: ## style, types, migrations, production settings, secrets
	@sh deploy/scripts/install.sh all
	@sh deploy/scripts/lint.sh

audit: ## known vulnerabilities and licences of every package, and an inventory of them in var/
	@sh deploy/scripts/install.sh tests
	@$(PYTHON) -m deploy.audit

nginx-check: ## test nginx.conf as its container sees it, for each way of TLS
	@sh deploy/scripts/nginx-check.sh
