#!/bin/sh
# mysql-connector-python 26.10.0: DATE_FORMAT(day, '%%Y-%%m') beside a parameter gives "%Y-%m".
#
# It says paramstyle = "pyformat", and where %s stands for a value one would guess that %% stands
# for %, as in PyMySQL, mysqlclient and Django's raw SQL. Nothing is undone: '%%Y' goes to the
# database as it is, which takes it for the letters %Y, and '연 3.5%%' is stored with two signs. No
# error is raised. A report by months that was moved from PyMySQL has one row of the name "%Y-%m",
# in which every month is summed. A single % is right here and raises in the others. Give the
# pattern as a parameter: DATE_FORMAT(day, %s) is the same for all of them.
# Starts a MariaDB server of its own, on no port. Fails when that has changed.
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mysql-connector-python==26.10.0 PyMySQL==1.2.4
mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
    >"$folder/install.log" 2>&1
mariadbd --no-defaults --user="$(id -un)" --datadir="$folder/data" --socket="$folder/socket" \
    --pid-file="$folder/pid" --skip-networking >"$folder/server.log" 2>&1 &
server=$!
tries=0
until mariadb-admin --no-defaults -u root -S "$folder/socket" ping >"$folder/ping.log" 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { cat "$folder/server.log"; exit 1; }
    sleep 0.5
done
"$folder/venv/bin/python" -W ignore - "$folder/socket" <<'PYTHON'
import sys
from importlib.metadata import version

import mysql.connector
import pymysql

MONTH = "SELECT DATE_FORMAT(%s, '%%Y-%%m'), CONCAT('연 3.5%%', %s)"
PATTERN = "SELECT DATE_FORMAT(%s, %s)"
got = {}
for name, connection in [
    ("mysql.connector", mysql.connector.connect(
        unix_socket=sys.argv[1], user="root", collation="utf8mb4_general_ci")),
    ("pymysql", pymysql.connect(unix_socket=sys.argv[1], user="root")),
]:
    cursor = connection.cursor()
    cursor.execute(MONTH, ("2026-11-30", "!"))
    row = list(cursor.fetchall()[0])
    cursor.execute(PATTERN, ("2026-11-30", "%Y-%m"))
    got[name] = [*row, *cursor.fetchall()[0]]
    connection.close()
print("mysql-connector-python", version("mysql-connector-python"),
      "expected 2026-11 and 연 3.5%!, seen", got)
assert mysql.connector.paramstyle == pymysql.paramstyle == "pyformat"
assert got["mysql.connector"] == ["%Y-%m", "연 3.5%%!", "2026-11"]
assert got["pymysql"] == ["2026-11", "연 3.5%!", "2026-11"]
PYTHON
