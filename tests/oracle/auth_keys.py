"""What the cases of the auth oracle are made of: key pairs of every algorithm, CBOR and COSE."""

import base64
import hashlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

RP, ORIGIN = "example.org", "https://example.org"
CHALLENGE = b"0123456789abcdef0123456789abcdef"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
COSE = {"ES256": -7, "EdDSA": -8, "ES384": -35, "ES512": -36, "PS256": -37, "PS384": -38, "PS512": -39, "RS256": -257,
        "RS384": -258, "RS512": -259}
CURVES = {"ES256": (ec.SECP256R1(), 1, 32, "P-256"), "ES384": (ec.SECP384R1(), 2, 48, "P-384"),
          "ES512": (ec.SECP521R1(), 3, 66, "P-521")}
ORDERS = {"ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
          "ES384": 2**384 - 1388124618062372383947042015309946732620727252194336364173,
          "ES512": 2**521 - 657877501894328237357444332315020117536923257219387276263472201219398408051703}
CASES = []


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def case(name, ok, **members):
    CASES.append((name, ok, {"id": name, **members}))


def sha(data):
    return hashlib.sha256(data).digest()


# --- CBOR and COSE -------------------------------------------------------------------------------------------------
def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size:
            return bytes([major << 5 | info]) + n.to_bytes(size, "big")


def cbor(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


class Key:
    """A key pair of one algorithm."""

    def __init__(self, alg, bits=2048, e=65537):
        self.alg = alg
        if alg in CURVES:
            self.private = ec.generate_private_key(CURVES[alg][0])
        elif alg == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            self.private = rsa.generate_private_key(e, bits)

    def numbers(self):
        return self.private.public_key().public_numbers()

    def cose(self):
        if self.alg in CURVES:
            _, crv, size, _ = CURVES[self.alg]
            n = self.numbers()
            return {1: 2, 3: COSE[self.alg], -1: crv, -2: n.x.to_bytes(size, "big"), -3: n.y.to_bytes(size, "big")}
        if self.alg == "EdDSA":
            raw = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            return {1: 1, 3: -8, -1: 6, -2: raw}
        n = self.numbers()
        return {1: 3, 3: COSE[self.alg], -1: n.n.to_bytes((n.n.bit_length() + 7) // 8, "big"),
                -2: n.e.to_bytes((n.e.bit_length() + 7) // 8, "big")}

    def jwk(self):
        c = self.cose()
        if self.alg in CURVES:
            return {"kty": "EC", "crv": CURVES[self.alg][3], "x": b64(c[-2]), "y": b64(c[-3])}
        if self.alg == "EdDSA":
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(c[-2])}
        return {"kty": "RSA", "n": b64(c[-1]), "e": b64(c[-2])}

    def sign(self, message, salt=None, mgf=None):
        if self.alg == "EdDSA":
            return self.private.sign(message)
        digest = HASHES[self.alg[2:]]
        if self.alg in CURVES:
            return self.private.sign(message, ec.ECDSA(digest))
        if self.alg.startswith("PS"):
            salt = digest.digest_size if salt is None else salt
            return self.private.sign(message, padding.PSS(padding.MGF1(mgf or digest), salt), digest)
        return self.private.sign(message, padding.PKCS1v15(), digest)

    def sign_p1363(self, message):
        if self.alg not in CURVES:
            return self.sign(message)
        size = CURVES[self.alg][2]
        r, s = decode_dss_signature(self.sign(message))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes(
        (size.bit_length() + 7) // 8, "big")
    return tag + length + content


def signed(name, ok, alg, key, message, signature, suffix="", **more):
    case(f"sig {alg} {name} {suffix}", ok, op="signature.verify", alg=alg, key=key, message=b64(message),
         signature=b64(signature), **more)
