"""Certificates made up for tests: an authority of our own, and servers that it vouches for."""

import ssl
from datetime import timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.kit import clock

# Without it Python, which checks strictly since 3.13, trusts no authority.
USE = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    crl_sign=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """`pem` is the file that programs trust it by, such as through SSL_CERT_FILE."""

    def __init__(self, folder):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = _name("An authority for tests")
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        built = _builder(self.name, self.name, self.key, timedelta(days=30))
        built = built.add_extension(constraints, critical=True).add_extension(USE, critical=True)
        self.certificate = built.sign(self.key, hashes.SHA256())
        self.pem = folder / "authority.pem"
        self.pem.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *names, lasts=timedelta(days=30)):
        """Return what a server needs that is called by these names or numbers."""
        key = ec.generate_private_key(ec.SECP256R1())
        others = x509.SubjectAlternativeName([_called(name) for name in names])
        built = _builder(_name(names[0]), self.name, key, lasts)
        issued = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        built = built.add_extension(others, critical=False).add_extension(issued, critical=False)
        certificate = built.sign(self.key, hashes.SHA256())
        both = self.folder / f"{names[0]}.pem"
        both.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return context


def _builder(name, issuer, key, lasts):
    now = clock.now()
    built = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + lasts,
    )
    known_by = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return built.add_extension(known_by, critical=False)


def _name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _called(name):
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
