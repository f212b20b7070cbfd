"""A self-signed certificate, so that nginx starts before the first real one has come.

    python deploy/self_signed.py FOLDER HOST

Writes FOLDER/privkey.pem (readable by owner and group) and FOLDER/fullchain.pem, unless a
certificate lies there.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DAYS = 30  # long enough to get a real one, too short to stay


def write_first(folder: Path, host: str) -> bool:
    """Make both files where there is no certificate yet; whether it did."""
    with alone_in(folder):
        if (folder / "fullchain.pem").exists():
            return False
        write(folder, host)
        return True


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Two containers that start together must not mix their keys and certificates."""
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def write(folder: Path, host: str) -> Path:
    """Make both files; the certificate's path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keep(folder / "privkey.pem", secret, 0o640)
    keep(folder / "fullchain.pem", certificate.public_bytes(pem), 0o644)
    return folder / "fullchain.pem"


def keep(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)


if __name__ == "__main__":
    if write_first(Path(sys.argv[1]), sys.argv[2]):
        print(f"Made a self-signed certificate for {sys.argv[2]}, until a real one comes.")
