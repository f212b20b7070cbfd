"""DATABASE_URL: nothing in it is without effect, and what should be encrypted is."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

from aicc import database_url
from aicc.testing import servers
from aicc.tests.test_doctor import doctor
from conftest import require


@pytest.fixture
def address(monkeypatch, tmp_path):
    """What a DATABASE_URL becomes; `{file}` in it is a file that can be read."""
    (tmp_path / "file.pem").write_text("harmless")

    def read(text):
        monkeypatch.setenv("DATABASE_URL", text.replace("{file}", str(tmp_path / "file.pem")))
        return database_url.read(tmp_path)

    return read


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("ssl_mode=PREFERRED", "ssl_mode='PREFERRED': write one of DISABLED, REQUIRED"),
        ("ssl_mode=", "ssl_mode='': write one of DISABLED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY"),
        ("ssl-mode=REQUIRED", "has the parameter 'ssl-mode': write none but ssl_mode, ssl_ca"),
        ("sslmode=require", "has the parameter 'sslmode'"),
        ("ssl_mode=REQUIRED&ssl_mode=DISABLED", "has the parameter 'ssl_mode' twice"),
        ("ssl_mode=VERIFY_CA", "ssl_mode=VERIFY_CA and no ssl_ca"),
        ("ssl_mode=VERIFY_IDENTITY", "ssl_mode=VERIFY_IDENTITY and no ssl_ca"),
        ("ssl_mode=REQUIRED&ssl_ca=/nowhere.pem", "ssl_ca='/nowhere.pem', which cannot be read"),
        ("ssl_ca={file}", "ssl_ca and no ssl_mode that uses it"),
        ("ssl_mode=disabled&ssl_ca={file}", "ssl_ca and no ssl_mode that uses it"),
        ("ssl_mode=REQUIRED&ssl_cert={file}", "needs ssl_cert and ssl_key together"),
        ("charset=latin1", "another charset than utf8mb4"),
        ("conn_max_age=600", "has the parameter 'conn_max_age'"),
    ],
)
def test_what_would_be_without_effect_is_refused(address, query, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        address(f"mysql://aicc:of-this-test@db/aicc?{query}")

    assert sentence in str(refused.value)
    assert "of-this-test" not in str(refused.value)


def test_sqlite_takes_no_parameters(address):
    with pytest.raises(ImproperlyConfigured, match="has the parameter 'timeout': write none"):
        address("sqlite:////tmp/aicc.sqlite3?timeout=5")


@pytest.mark.parametrize(
    ("query", "mode", "files"),
    [
        ("", None, None),
        ("?ssl_mode=disabled", "DISABLED", set()),
        ("?ssl_mode=required", "REQUIRED", set()),
        ("?ssl_mode=VERIFY_IDENTITY&ssl_ca={file}", "VERIFY_IDENTITY", {"ca"}),
        ("?ssl_mode=VERIFY_CA&ssl_ca={file}&ssl_cert={file}&ssl_key={file}", "VERIFY_CA",
         {"ca", "cert", "key"}),
    ],
)  # fmt: skip
def test_the_client_is_told_what_the_address_says(address, query, mode, files):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")

    options = address(f"mysql://aicc@db/aicc{query}")["OPTIONS"]

    assert options.get("ssl_mode") == mode
    assert (set(options["ssl"]) if "ssl" in options else None) == files


# --- Against a database that has TLS, and one that has none ------------------------


class TlsMariaDb(servers.MariaDb):
    """With a certificate for 127.0.0.1; without=True: with no TLS at all."""

    without = False

    def command(self):
        files = {"ca": "ca.pem", "cert": "server.pem", "key": "server.key"}
        tls = [f"--ssl-{name}={self.folder / file}" for name, file in files.items()]
        return [*super().command(), *(["--skip-ssl"] if self.without else tls)]


def certify(folder, name, issuer=None):
    """Write NAME.pem and NAME.key, signed by `issuer` or by itself; (certificate, key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    signer, signing_key = issuer or (None, key)
    now = datetime.now(UTC)
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(
            signer.subject if signer else subject,
            subject,
            key.public_key(),
            x509.random_serial_number(),
        )
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
        .add_extension(place, critical=False)
        .sign(signing_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{name}.key").write_bytes(secret)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(pem))
    return certificate, key


@pytest.fixture(scope="module")
def tls_database():
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    require("mariadbd", "mariadb-install-db", "mariadb")
    server = TlsMariaDb(servers.short_folder())
    certify(server.folder, "server", certify(server.folder, "ca"))
    certify(server.folder, "other")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("ssl_mode=REQUIRED", "The connection is encrypted (TLS_"),
        ("ssl_mode=VERIFY_CA&ssl_ca={folder}/ca.pem", "The connection is encrypted (TLS_"),
        ("ssl_mode=VERIFY_IDENTITY&ssl_ca={folder}/ca.pem", "The connection is encrypted (TLS_"),
        ("ssl_mode=VERIFY_CA&ssl_ca={folder}/other.pem", "No encrypted connection"),
        ("ssl_mode=VERIFY_IDENTITY&ssl_ca={folder}/other.pem", "No encrypted connection"),
        ("ssl_mode=DISABLED", "The connection stays on this machine."),
    ],
)
def test_a_database_with_tls_is_spoken_to_as_the_address_says(tls_database, tmp_path, query, says):
    address = f"{tls_database.url('mysql')}?{query.format(folder=tls_database.folder)}"

    assert says in doctor(tmp_path, DATABASE_URL=address, AICC_REDIS_URL="").said


@pytest.mark.servers
@pytest.mark.once
def test_a_database_without_tls_is_not_spoken_to_where_it_is_required(tmp_path):
    """MariaDB's client library alone would go on in the clear."""
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    require("mariadbd", "mariadb-install-db", "mariadb")
    server = TlsMariaDb(servers.short_folder())
    server.without = True
    server.start()
    given = {"DATABASE_URL": f"{server.create_database('aicc')}?ssl_mode=REQUIRED"}

    said = doctor(tmp_path, AICC_REDIS_URL="", **given).said
    migrating = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=servers.ROOT,
        env=servers.AiccServer(tmp_path, given).environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    tables = server.ask(
        "SELECT table_name FROM information_schema.tables WHERE table_schema='aicc'"
    )
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)

    assert "No encrypted connection to the database" in said
    assert migrating.returncode == 1
    assert migrating.stderr.startswith("Not done: No encrypted connection")
    assert tables == []


@pytest.mark.parametrize(
    ("place", "members"),
    [
        ("db1,db2:3307,db3", [("db1", 3306), ("db2", 3307), ("db3", 3306)]),
        ("[::1]:3307,[fd00::2]", [("::1", 3307), ("fd00::2", 3306)]),
    ],
)
def test_several_hosts_are_taken_in_their_order(address, place, members):
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")

    found = address(f"mysql://aicc:a%2Cb@{place}/aicc?ssl_mode=REQUIRED")

    assert found["ENGINE"] == "aicc.platform.connections.mysql_members"
    assert found["OPTIONS"]["members"] == members
    assert found["OPTIONS"]["ssl_mode"] == "REQUIRED"
    assert (found["HOST"], found["PORT"]) == members[0]
    assert found["PASSWORD"] == "a,b"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("db1,,db2", "a comma without a host"),
        ("db1,", "a comma without a host"),
        ("db1,db2:3307,db2:3307", "the same host and port twice"),
        ("db1,db1:3306", "the same host and port twice"),
        ("db1,db2:33O6", "a port that is no number from 1 to 65535"),
        ("db1:99999,db2", "a port that is no number from 1 to 65535"),
        ("[::1", "a host that is none"),
        ("db1,[::1", "a host that is none"),
    ],
)
def test_hosts_that_mean_nothing_are_refused(address, place, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        address(f"mysql://aicc:of-this-test@{place}/aicc")

    assert sentence in str(refused.value)
    assert "of-this-test" not in str(refused.value)
