"""A certificate authority of the service's own, for tablets on a local network without a public name.

``amanat-server serve --tls`` makes an authority once (ten years) and a server certificate for each name and address
it is reached by (one year, renewed at a start within thirty days of its end).  The authority's certificate is put on
each tablet by hand; nobody is ever asked to pass over a warning.  RFC 5280; names by RFC 6125.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

YEARS_OF_AUTHORITY = 10
DAYS_OF_SERVER = 365
RENEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificates lie; ``authority`` is what goes onto tablets."""

    authority: Path
    certificate: Path
    key: Path


def prepare(folder: Path, names: Sequence[str], now_ms: int) -> TlsFiles:
    """Makes what is missing, for other names, or about to end, in ``folder`` (mode 0700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = dt.datetime.fromtimestamp(now_ms / 1000, tz=dt.UTC)
    files = TlsFiles(folder / "authority.crt", folder / "server.crt", folder / "server.key")
    authority_key = folder / "authority.key"
    if not files.authority.exists() or not authority_key.exists():
        _make_authority(files.authority, authority_key, now)
    if not files.key.exists() or not _serves(files.certificate, files.authority, names, now):
        _make_server(files, authority_key, names, now)
    return files


def _make_authority(certificate: Path, key_path: Path, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Amanat on this network")])
    built = (
        _builder(name, name, key.public_key(), now, dt.timedelta(days=365 * YEARS_OF_AUTHORITY))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _private(key))
    _write(certificate, built.public_bytes(serialization.Encoding.PEM))


def _make_server(files: TlsFiles, authority_key: Path, names: Sequence[str], now: dt.datetime) -> None:
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority_key} is not a key of this authority")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    span = dt.timedelta(days=DAYS_OF_SERVER)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    built = (
        _builder(subject, authority.subject, key.public_key(), now, span)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(identifier, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(files.key, _private(key))
    _write(files.certificate, built.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    span: dt.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + span)
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _serves(certificate: Path, authority: Path, names: Sequence[str], now: dt.datetime) -> bool:
    """Whether the certificate is the authority's, for these names, and lasts a while."""
    if not certificate.exists():
        return False
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    try:
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.read_bytes()))
    except ValueError:
        return False
    listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    same = set(listed) == {_name(name) for name in names}
    return same and found.not_valid_after_utc - now > dt.timedelta(days=RENEW_DAYS)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, mode 0600."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
