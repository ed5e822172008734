"""Certificates for TLS, made when the emulator starts. No other machine trusts them."""

import trustme

from emulator.engines.contract import LOOPBACK_ADDRESSES, Place


class Authority:
    """The certificate authority of one emulator. Its key is in memory only."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="Local emulator")

    @property
    def certificate(self) -> bytes:
        return self._authority.cert_pem.bytes()

    def issue(self, place: Place) -> None:
        """Writes a key and a certificate to the directory of a server.

        It is valid for every address, because the client of a proxy can see the certificate of the database.
        """
        issued = self._authority.issue_cert("localhost", *LOOPBACK_ADDRESSES)
        place.key.touch(mode=0o600)
        issued.private_key_pem.write_to_path(str(place.key))
        place.certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        place.authority.write_bytes(self.certificate)
