"""TLS's certificate from its first minute on: self-signed, then an authority's, then renewed.

The authority is Pebble, the ACME server made for tests, with the real certbot, the shipped
renew.sh under the user of its container, and the shipped nginx.conf with its watch.
"""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

import conftest
from aicc.testing import servers
from deploy import self_signed
from deploy.tests import installation

HOST = "chat.bank.example"
OWNER = 10001  # user and group of what the image owns
CERTIFICATES = "srv/aicc/certificates"
WAIT_SECONDS = 60


def make(folder, host=HOST):
    line = [sys.executable, "deploy/self_signed.py", str(folder), host]
    return subprocess.run(line, cwd=servers.ROOT, capture_output=True, text=True, check=True)


def test_the_first_certificate_is_for_the_banks_name_and_its_key_for_nginxs_group(tmp_path):
    make(tmp_path)

    certificate = x509.load_pem_x509_certificate((tmp_path / "fullchain.pem").read_bytes())
    key = serialization.load_pem_private_key((tmp_path / "privkey.pem").read_bytes(), None)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [HOST]
    assert certificate.public_key() == key.public_key()
    assert (tmp_path / "privkey.pem").stat().st_mode & 0o777 == 0o640


def test_a_certificate_that_is_there_is_left_alone(tmp_path):
    make(tmp_path)
    before = (tmp_path / "fullchain.pem").read_bytes()

    said = make(tmp_path, "other.example").stdout

    assert said == ""
    assert (tmp_path / "fullchain.pem").read_bytes() == before


class Pebble(servers.PrivateServer):
    name = "pebble"

    def __init__(self, folder):
        super().__init__(folder, 14000)
        (folder / "pebble").mkdir()
        self.certificate = self_signed.write(folder / "pebble", "localhost")
        (folder / "pebble.json").write_text(
            f"""{{"pebble": {{"listenAddress": "127.0.0.1:14000", "httpPort": 80,
            "managementListenAddress": "127.0.0.1:15000", "tlsPort": 443,
            "certificate": "{self.certificate}",
            "privateKey": "{folder}/pebble/privkey.pem"}}}}"""
        )

    def environment(self):
        return {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}

    def command(self):
        start = f"mount --bind {self.folder}/names /etc/hosts && exec pebble -config "
        return ["unshare", "--mount", "sh", "-c", start + f"{self.folder}/pebble.json"]


@pytest.fixture
def site(own_network):
    """nginx with TLS on and no certificate but its own, and an authority that can ask it."""
    conftest.require("nginx", "unshare", "setpriv", "certbot", "pebble")
    folder = servers.short_folder()
    folder.chmod(0o755)
    (folder / "names").write_text(f"127.0.0.1 localhost {HOST}\n")
    for name, mode in (("certificates", 0o750), ("letsencrypt", 0o750), ("acme", 0o755)):
        (folder / "srv" / "aicc" / name).mkdir(parents=True)
        (folder / "srv" / "aicc" / name).chmod(mode)
        os.chown(folder / "srv" / "aicc" / name, OWNER, OWNER)
    make(folder / CERTIFICATES)
    nginx = installation.Nginx(folder, tls="on", AICC_CERTIFICATE_WATCH_SECONDS="1")
    pebble = Pebble(folder)
    try:
        nginx.start()
        pebble.start()
        yield folder
    finally:
        pebble.kill()
        nginx.kill()
        shutil.rmtree(folder)


def renew(folder):
    """The certbot container's command, as its user; ends once a certificate was laid."""
    settings = folder / "srv" / "config" / "letsencrypt"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "cli.ini").write_text("server = https://localhost:14000/dir\n")
    (folder / "srv" / "authority.pem").write_bytes((folder / "pebble/fullchain.pem").read_bytes())
    shutil.copy(servers.ROOT / "deploy" / "certbot" / "renew.sh", folder / "srv")
    place = (
        f"mount --bind {folder}/names /etc/hosts && mount --bind {folder}/srv /srv"
        " && mount -t tmpfs tmpfs /tmp && exec setpriv --clear-groups"
        f" --reuid {OWNER} --regid {OWNER} sh /srv/renew.sh"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "AICC_TLS_HOST": HOST,
        "AICC_TLS_EMAIL": "webmaster@bank.example",
        "XDG_CONFIG_HOME": "/srv/config",
        "REQUESTS_CA_BUNDLE": "/srv/authority.pem",
    }
    certbot = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", place],
        cwd="/",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in certbot.stdout:
        said.append(line)
        if "is laid where nginx looks" in line or "No certificate came" in line:
            break
    certbot.send_signal(signal.SIGTERM)
    assert certbot.wait(WAIT_SECONDS) == 0
    assert "is laid where nginx looks" in said[-1], "".join(said)


@pytest.mark.servers
@pytest.mark.once
def test_nginx_takes_up_the_authoritys_certificate_and_each_renewal_while_it_serves(site):
    own = installation.served_certificate()

    renew(site)
    first = installation.served_certificate_other_than(own)
    due = site / "srv" / "aicc" / "letsencrypt" / "renewal" / f"{HOST}.conf"
    due.write_text("renew_before_expiry = 20 years\n" + due.read_text())
    renew(site)
    second = installation.served_certificate_other_than(first)

    own, first, second = (
        x509.load_pem_x509_certificate(shown.encode()) for shown in (own, first, second)
    )
    assert own.issuer == own.subject
    for certificate in (first, second):
        assert "Pebble" in certificate.issuer.rfc4514_string()
    key = (site / CERTIFICATES / "privkey.pem").stat()
    assert (key.st_uid, key.st_gid, key.st_mode & 0o777) == (OWNER, OWNER, 0o640)
