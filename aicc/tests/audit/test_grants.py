"""With the grants that are printed, the servers' account writes the audit log and changes none."""

import pytest

from aicc.testing import servers
from aicc.testing.servers import program

pytestmark = [pytest.mark.servers, pytest.mark.once]
ACCOUNT, PASSWORD = "'aicc'@'127.0.0.1'", "a-password-of-this-test"


@pytest.fixture
def as_servers_account(private_mariadb, tmp_path):
    """A server whose tables another account made, with its own account's grants."""
    program("mariadb")
    url = private_mariadb.create_database("audited")
    owner = servers.AiccServer(tmp_path, {"DATABASE_URL": url})
    owner.manage("migrate", "--verbosity=0")
    private_mariadb.run(
        "mariadb",
        f"--execute=CREATE USER {ACCOUNT} IDENTIFIED BY '{PASSWORD}';"
        f"GRANT ALL ON audited.* TO {ACCOUNT}",
    )
    own = url.replace("root@", f"aicc:{PASSWORD}@")
    yield owner, servers.AiccServer(tmp_path, {"DATABASE_URL": own}), private_mariadb
    private_mariadb.run("mariadb", f"--execute=DROP USER {ACCOUNT}; DROP DATABASE audited")


def test_the_doctor_tells_whether_the_account_can_change_the_log(as_servers_account):
    owner, server, database = as_servers_account
    assert "may change the audit log" in doctor(server)

    database.run("mariadb", given=owner.manage("audit_grants", ACCOUNT))

    assert "cannot change the audit log" in doctor(server)
    server.manage("shell", "-c", "from aicc.audit.recording import record; record('view')")
    server.manage("shell", "-c", "from aicc.audit import chain; assert chain.seal()")
    with pytest.raises(RuntimeError, match="1142"):
        server.manage(
            "shell",
            "-c",
            "from django.db import connection as c;"
            "c.cursor().execute(\"UPDATE audit_auditevent SET reason = ''\")",
        )
    assert "whole" in server.manage("verify_audit")


def doctor(server):
    ask = "from aicc.doctor import audit_log; print(audit_log.rights().text)"
    return server.manage("shell", "-c", f"from django.utils import translation as t; "
                         f"t.activate('en'); {ask}")  # fmt: skip
