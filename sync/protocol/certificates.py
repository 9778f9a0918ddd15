"""Who issued a certificate, in words that can be shown; nothing is trusted for it."""

from cryptography import x509
from cryptography.x509.oid import NameOID

_MOST = 80
"""Letters of a name that anybody on the way may have made up."""


def issuer_of(certificate: bytes) -> str:
    """Return the organisation and the name of who issued a certificate (DER).

    Only letters that are shown as they stand, 80 at most; empty where the bytes are no
    certificate or it names nobody.
    """
    try:
        issuer = x509.load_der_x509_certificate(certificate).issuer
        names = [
            str(found.value)
            for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
            for found in issuer.get_attributes_for_oid(oid)[:1]
        ]
    except (ValueError, TypeError):
        return ""
    return ", ".join(dict.fromkeys(filter(None, map(_shown, names))))[:_MOST].strip()


def _shown(name: str) -> str:
    letters = (letter if letter.isprintable() else " " for letter in name)
    return " ".join("".join(letters).split())
