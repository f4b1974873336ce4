"""A certificate authority for the world, and the certificates of hosts that are not as they should be."""

from __future__ import annotations

import datetime
import ssl
import threading
from collections.abc import Iterable
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from linkworld.behaviour import DOMAIN, Certificate

_DAY = datetime.timedelta(days=1)
_ALERTS = {
    "refused": ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME,
    "too_old": ssl.ALERT_DESCRIPTION_PROTOCOL_VERSION,
}


class Certificates:
    """What each host shows, and ``bundle``, the file of whom to trust.

    All good hosts share a certificate, as those of one provider do; any other is made when it
    is first asked for.
    """

    def __init__(self, folder: Path, hosts: Iterable[str]) -> None:
        self._authority = trustme.CA()
        self._stranger = trustme.CA()
        self._folder = folder
        self._made: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self.bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.bundle))
        self._good = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*hosts).configure_cert(self._good)

    def context(self, host: str, kind: Certificate) -> ssl.SSLContext | int:
        """The context to serve ``host`` with, or the number of the alert that it sends in place of one."""
        if kind in _ALERTS:
            return _ALERTS[kind]
        if kind == "good":
            return self._good
        with self._lock:
            if host not in self._made:
                self._made[host] = self._context(host, kind)
            return self._made[host]

    def _context(self, host: str, kind: Certificate) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self_signed":
            context.load_cert_chain(self._self_signed(host))
        else:
            self._issued(host, kind).configure_cert(context)
        return context

    def _issued(self, host: str, kind: Certificate) -> trustme.LeafCert:
        now = datetime.datetime.now(datetime.UTC)
        if kind == "expired":
            return self._authority.issue_cert(host, not_before=now - 90 * _DAY, not_after=now - _DAY)
        if kind == "not_yet":
            return self._authority.issue_cert(host, not_before=now + _DAY, not_after=now + 90 * _DAY)
        if kind == "wrong_host":
            return self._authority.issue_cert(f"another.{DOMAIN}")
        return self._stranger.issue_cert(host)

    def _self_signed(self, host: str) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = datetime.datetime.now(datetime.UTC)
        signed = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + 90 * _DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        path = self._folder / f"{host}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        return path
