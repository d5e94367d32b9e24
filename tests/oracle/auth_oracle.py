"""Checks `tradewind auth verify` against cases made with the `cryptography` package: ceremonies of every algorithm and
attestation format, tokens and signatures that are good, and the ways in which each must be refused."""

import base64
import datetime
import hashlib
import hmac
import json
import struct
import sys

import oracle

(cryptography,) = oracle.need("cryptography")
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402

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


# --- Ceremonies ----------------------------------------------------------------------------------------------------
def client_data(kind, challenge=CHALLENGE, **more):
    return json.dumps({"type": f"webauthn.{kind}", "challenge": b64(challenge), "origin": ORIGIN, "crossOrigin": False,
                       **more}).encode()


def auth_data(flags, count=0, rp=RP, tail=b""):
    return sha(rp.encode()) + bytes([flags]) + struct.pack(">I", count) + tail


def credential_data(key, credential_id, aaguid=bytes(range(16))):
    cose = key if isinstance(key, bytes) else cbor(key if isinstance(key, dict) else key.cose())
    return aaguid + struct.pack(">H", len(credential_id)) + credential_id + cose


def policy(**more):
    return {"rp_id": RP, "origins": [ORIGIN], "top_origins": [], "allow_cross_origin": False, "require_uv": True,
            "algs": list(COSE.values()),
            "formats": ["none", "packed", "fido-u2f", "android-key", "apple", "tpm"], **more}


ID = b"credential-id-0123456789"


def registration(name, ok, key, flags=0x45, data=None, client=None, fmt="none", statement=None, attestation=None,
                 credential_id=ID, rules=None, change=None, aaguid=bytes(range(16)), **outer):
    """`statement(auth, client_hash)` makes the statement."""
    data = data if data is not None else auth_data(flags, tail=credential_data(key, credential_id, aaguid))
    client = client if client is not None else client_data("create")
    made = statement(data, sha(client)) if statement else {}
    attestation = attestation if attestation is not None else cbor({"fmt": fmt, "attStmt": made, "authData": data})
    response = {"id": b64(credential_id), "rawId": b64(credential_id), "type": "public-key",
                "clientExtensionResults": {},
                "response": {"clientDataJSON": b64(client), "attestationObject": b64(attestation)}}
    if change:
        change(response)
    case(name, ok, **{"op": "webauthn.register", "policy": rules or policy(), "challenge": b64(CHALLENGE),
                      "response": response, **outer})


def assertion(name, ok, key, flags=0x05, count=0, stored=0, client=None, data=None, signature=None, handle=b"user-1",
              stored_handle=b"user-1", rules=None, change=None, credential_id=ID, **credential):
    data = data if data is not None else auth_data(flags, count)
    client = client if client is not None else client_data("get")
    signature = signature if signature is not None else key.sign(data + sha(client))
    response = {"id": b64(credential_id), "rawId": b64(credential_id), "type": "public-key",
                "clientExtensionResults": {},
                "response": {"clientDataJSON": b64(client), "authenticatorData": b64(data),
                             "signature": b64(signature)}}
    if handle is not None:
        response["response"]["userHandle"] = b64(handle)
    if change:
        change(response)
    known = {"id": b64(ID), "public_key": b64(cbor(key.cose())), "sign_count": stored, **credential}
    if stored_handle is not None:
        known["user_handle"] = b64(stored_handle)
    case(name, ok, op="webauthn.authenticate", policy=rules or policy(), challenge=b64(CHALLENGE), credential=known,
         response=response)


def registrations(keys):
    key = keys["ES256"]
    for alg, k in keys.items():
        registration(f"reg none {alg}", True, k)
        registration(f"reg self {alg}", True, k, fmt="packed",
                     statement=lambda d, h, k=k, alg=alg: {"alg": COSE[alg], "sig": k.sign(d + h)})
        registration(f"reg self wrong signature {alg}", False, k, fmt="packed",
                     statement=lambda d, h, k=k, alg=alg: {"alg": COSE[alg], "sig": k.sign(d + h + b"x")})
        assertion(f"auth {alg}", True, k)
        assertion(f"auth other signature {alg}", False, k, signature=k.sign(b"something else"))
        registration(f"R24 {alg} not offered", False, k, rules=policy(algs=[-999]))
    registration("R07 type", False, key, client=client_data("get"))
    for n, origin in enumerate((ORIGIN + ":8443", ORIGIN + "/", "https://EXAMPLE.org", "http://127.0.0.1:80",
                                "https://example.org.evil.example", "", 7, None, [ORIGIN])):
        registration(f"R08-10 origin {n}", False, key, client=client_data("create", origin=origin))
    registration("android origin", True, key, client=client_data("create", origin="android:apk-key-hash:abc"),
                 rules=policy(origins=["android:apk-key-hash:abc"]))
    registration("R11 crossOrigin", False, key, client=client_data("create", crossOrigin=True))
    for n, wrong in enumerate(("false", 0, None, [], {})):
        registration(f"crossOrigin of another type {n}", False, key, client=client_data("create", crossOrigin=wrong))
    embedded = policy(allow_cross_origin=True, top_origins=["https://example.com"])
    registration("crossOrigin allowed", True, key, client=client_data("create", crossOrigin=True), rules=embedded)
    registration("topOrigin listed", True, key, rules=embedded,
                 client=client_data("create", crossOrigin=True, topOrigin="https://example.com"))
    registration("topOrigin not listed", False, key, rules=embedded,
                 client=client_data("create", crossOrigin=True, topOrigin="https://example.net"))
    registration("R12 topOrigin, not allowed", False, key, rules=policy(top_origins=["https://example.com"]),
                 client=client_data("create", topOrigin="https://example.com"))
    registration("topOrigin no text", False, key, rules=embedded,
                 client=client_data("create", crossOrigin=True, topOrigin=None))
    registration("R13 rpIdHash", False, key, data=auth_data(0x45, rp="evil.org", tail=credential_data(key, ID)))
    registration("R14 UP=0", False, key, flags=0x44)
    registration("R15 UV=0", False, key, flags=0x41)
    registration("UV=0 where not required", True, key, flags=0x41, rules=policy(require_uv=False))
    registration("R16 BS without BE", False, key, flags=0x55)
    registration("BE and BS", True, key, flags=0x5D)
    registration("reserved flags", True, key, flags=0x45 | 0x22)
    registration("R17 AT=0", False, key, data=auth_data(0x05))
    registration("R17 AT=0 with its data", False, key, data=auth_data(0x05, tail=credential_data(key, ID)))
    full = auth_data(0x45, tail=credential_data(key, ID))
    for n in range(len(full)):
        registration(f"R18 truncated at {n}", False, key, data=full[:n])
    registration("R19 a byte too many", False, key, data=full + b"\0")
    registration("R20 ED without extensions", False, key, data=auth_data(0xC5, tail=credential_data(key, ID)))
    registration("ED with extensions", True, key,
                 data=auth_data(0xC5, tail=credential_data(key, ID) + cbor({"credProtect": 2})))
    registration("ED with a text", False, key, data=auth_data(0xC5, tail=credential_data(key, ID) + cbor("x")))
    registration("ED with two maps", False, key,
                 data=auth_data(0xC5, tail=credential_data(key, ID) + cbor({}) + cbor({})))
    registration("extensions without ED", False, key, data=auth_data(0x45, tail=credential_data(key, ID) + cbor({})))
    registration("id of 1023 bytes", True, key, credential_id=b"i" * 1023)
    registration("R21 id of 1024 bytes", False, key, credential_id=b"i" * 1024)
    registration("R21 empty id", False, key, credential_id=b"")
    registration("R21 length 65535", False, key,
                 data=auth_data(0x45, tail=bytes(16) + b"\xff\xff" + ID + cbor(key.cose())))
    registration("R22 rawId", False, key, data=auth_data(0x45, tail=credential_data(key, b"another")))
    registration("R23 id", False, key, change=lambda r: r.update(id=b64(b"another")))
    registration("other challenge", False, key, client=client_data("create", challenge=b"x" * 32))
    registration("challenge and more", False, key, client=client_data("create", challenge=CHALLENGE + b"x"))
    registration("challenge's front", False, key, client=client_data("create", challenge=CHALLENGE[:-1]))
    bad_keys(key, keys)
    bad_objects(key)
    bad_json(key)


def bad_keys(key, keys):
    def bad(name, **change):
        cose = key.cose()
        for label, value in change.items():
            label = int(label.replace("m", "-").lstrip("l"))
            cose.pop(label) if value is None else cose.__setitem__(label, value)
        registration(name, False, cose)

    c = key.cose()
    bad("R25 alg -7 with crv 2", lm1=2)
    bad("R25 alg -7 as OKP", l1=1)
    bad("R25 alg -8 on EC2", l3=-8)
    bad("R25 alg -35 on P-256", l3=-35)
    bad("crv 0", lm1=0)
    bad("crv text", lm1="P-256")
    bad("kty text", l1="EC")
    bad("R26 off the curve", lm3=bytes(31) + b"\1")
    bad("R26 zero", lm2=bytes(32), lm3=bytes(32))
    bad("R26 x of 31", lm2=c[-2][1:])
    bad("R26 x of 33", lm2=b"\0" + c[-2])
    bad("R26 compressed y", lm3=True)
    bad("x above p", lm2=b"\xff" * 32)
    bad("y missing", lm3=None)
    bad("R29 alg missing", l3=None)
    bad("R29 private part", lm4=b"d" * 32)
    bad("kid", l2=b"kid")
    bad("key_ops", l4=[2])
    for alg in (-999, -65535, -47, -9, 0, 5, "ES256", 1 << 63):
        bad(f"alg {alg}", l3=alg)
    body = cbor(c)
    registration("R29 duplicate label", False, b"\xa6" + body[1:] + cbor(3) + cbor(-7))
    registration("other order of labels", True, dict(reversed(list(c.items()))))
    registration("long form of kty", False, b"\xa5\x01\x18\x02" + body[3:])
    registration("indefinite key", False, b"\xbf" + body[1:] + b"\xff")
    r = keys["RS256"].cose()
    for name, n, e in (("R27 1024 bits", Key("RS256", 1024).cose()[-1], r[-2]), ("R27 e=1", r[-1], b"\1"),
                       ("R27 e even", r[-1], b"\1\0\0"), ("n even", r[-1][:-1] + b"\2", r[-2]),
                       ("n with a leading zero", b"\0" + r[-1], r[-2]), ("e with a leading zero", r[-1], b"\0" + r[-2]),
                       ("e of 5 bytes", r[-1], b"\1\0\0\0\1"), ("n empty", b"", r[-2]), ("e empty", r[-1], b"")):
        registration(name, False, {1: 3, 3: -257, -1: n, -2: e})
    registration("RSA e=3", True, Key("RS256", 2048, 3))
    registration("RSA 4096 bits", True, Key("RS256", 4096))
    registration("RSA 2049 bits", True, Key("RS256", 2049))
    p = 2**255 - 19
    order8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    other8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    low = [(0).to_bytes(32, "little"), (1).to_bytes(32, "little"), (p - 1).to_bytes(32, "little"),
           p.to_bytes(32, "little"), (p + 1).to_bytes(32, "little"), b"\xff" * 32, order8, other8]
    low += [x[:31] + bytes([x[31] | 0x80]) for x in low]
    for n, x in enumerate(low):
        registration(f"R28 low order {n}", False, {1: 1, 3: -8, -1: 6, -2: x})
        signed("low order", False, "EdDSA", {"kty": "OKP", "crv": "Ed25519", "x": b64(x)}, b"m",
               (1).to_bytes(32, "little") + bytes(32), suffix=str(n))
    registration("R28 31 bytes", False, {1: 1, 3: -8, -1: 6, -2: keys["EdDSA"].cose()[-2][:31]})
    registration("Ed25519 off the curve", False, {1: 1, 3: -8, -1: 6, -2: (2).to_bytes(32, "little")})
    registration("Ed25519 on another curve", False, {**keys["EdDSA"].cose(), -1: 4})


def bad_objects(key):
    data = auth_data(0x45, tail=credential_data(key, ID))
    good = cbor({"fmt": "none", "attStmt": {}, "authData": data})
    registration("R30 none with a statement", False, key, statement=lambda d, h: {"a": 1})
    registration("R31 self with another alg", False, key, fmt="packed",
                 statement=lambda d, h: {"alg": -257, "sig": key.sign(d + h)})
    registration("self with more members", False, key, fmt="packed",
                 statement=lambda d, h: {"alg": -7, "sig": key.sign(d + h), "ecdaaKeyId": b"x"})
    registration("self without alg", False, key, fmt="packed", statement=lambda d, h: {"sig": key.sign(d + h)})
    for name in ("None", "unknown", "compound", "android-safetynet", ""):
        registration(f"R32 format '{name}'", False, key, fmt=name)
        registration(f"R32 format '{name}' by policy", False, key, fmt=name, rules=policy(formats=[name]))
    registration("R32 packed not in the policy", False, key, fmt="packed", rules=policy(formats=["none"]),
                 statement=lambda d, h: {"alg": -7, "sig": key.sign(d + h)})
    for name, bytes_ in (("trailing", good + b"\0"), ("indefinite map", b"\xbf" + good[1:] + b"\xff"),
                         ("duplicate key", b"\xa4" + good[1:] + cbor("fmt") + cbor("none")),
                         ("tag", b"\xc0" + good), ("an extra member", b"\xa4" + good[1:] + cbor("x") + cbor(1)),
                         ("an array", b"\x80"), ("nothing", b""), ("long head", b"\xb8\x03" + good[1:]),
                         ("float", b"\xa4" + good[1:] + cbor("x") + b"\xf9\0\0"),
                         ("a bad text", good.replace(b"none", b"no\xff\xfe")),
                         ("fmt as bytes", good.replace(cbor("none"), cbor(b"none"))),
                         ("R34 2^28 items", b"\x9a\x0f\xff\xff\xff"), ("R34 2^32 items", b"\x9b\0\0\0\1\0\0\0\0"),
                         ("2^64 bytes", b"\x5b" + b"\xff" * 8), ("R35 nested", b"\x81" * 10000),
                         ("nested maps", b"\xa1\x01" * 10000)):
        registration(f"R33 {name}", False, key, attestation=bytes_)
    registration("members in another order", True, key,
                 attestation=cbor({"authData": data, "attStmt": {}, "fmt": "none"}))


def bad_json(key):
    def swap(path, value):
        def change(r):
            where = r
            for step in path[:-1]:
                where = where[step]
            if value is None:
                del where[path[-1]]
            else:
                where[path[-1]] = value(where[path[-1]]) if callable(value) else value
        return change

    for field in (["id"], ["rawId"], ["response", "clientDataJSON"], ["response", "attestationObject"]):
        where = ".".join(field)
        registration(f"R37 padded {where}", False, key, change=swap(field, lambda v: v + "="))
        registration(f"R37 padded fully {where}", False, key, change=swap(field, lambda v: v + "=" * (-len(v) % 4 or 4)))
        registration(f"R37 space {where}", False, key, change=swap(field, lambda v: v + " "))
        registration(f"R37 newline {where}", False, key, change=swap(field, lambda v: v[:4] + "\n" + v[4:]))
        registration(f"R37 plus {where}", False, key, change=swap(field, lambda v: v[:-1] + "+"))
        registration(f"missing {where}", False, key, change=swap(field, None))
        registration(f"a number as {where}", False, key, change=swap(field, 7))
    registration("R37 trailing bits", False, key, credential_id=b"1234",
                 change=lambda r: r.update(id="MTIzNB", rawId="MTIzNB"))
    registration("R37 bad copy", False, key, change=lambda r: r["response"].update(publicKey="a+b="))
    registration("another copy", True, key, change=lambda r: r["response"].update(
        publicKey="AAAA", authenticatorData="AAAA", publicKeyAlgorithm=-257, transports=["usb"]))
    registration("type missing", False, key, change=lambda r: r.pop("type"))
    registration("other type", False, key, change=lambda r: r.update(type="password"))
    registration("response missing", False, key, change=lambda r: r.pop("response"))
    text = client_data("create").decode()
    registration("R38 not UTF-8", False, key, client=text.replace("example", "ex\u00e4mple").encode("latin-1"))
    registration("R38 challenge twice", False, key, client=(text[:-1] + ', "challenge": "AAAA"}').encode())
    registration("R38 the same challenge twice", False, key,
                 client=(text[:-1] + f', "challenge": "{b64(CHALLENGE)}"}}').encode())
    registration("R38 junk", False, key, client=(text + "x").encode())
    registration("R38 two texts", False, key, client=(text + text).encode())
    registration("one BOM", True, key, client=b"\xef\xbb\xbf" + text.encode())
    registration("two BOMs", False, key, client=b"\xef\xbb\xbf" * 2 + text.encode())
    registration("client data an array", False, key, client=b"[]")
    registration("client data empty", False, key, client=b"")
    registration("unknown members", True, key,
                 client=client_data("create", other_keys_can_be_added_here="x", tokenBinding={"status": "supported"}))
    registration("escaped names", True, key, client=text.replace('"type"', '"\\u0074ype"').encode())
    registration("R35 nested client data", False, key, client=b'{"a":' + b"[" * 3000 + b"]" * 3000 + b"}")
    registration("client data too long", False, key, client=client_data("create", pad="x" * 5000))
    registration("padded challenge inside", False, key,
                 client=text.replace(b64(CHALLENGE), b64(CHALLENGE) + "=").encode())
    registration("challenge empty", False, key, client=text.replace(b64(CHALLENGE), "").encode(), challenge="")
    registration("challenge given with padding", False, key, challenge=b64(CHALLENGE) + "=")


def assertions(keys):
    key = keys["ES256"]
    good = key.sign(auth_data(0x05) + sha(client_data("get")))
    r, s = decode_dss_signature(good)
    assertion("L02 bit flipped", False, key, signature=good[:-1] + bytes([good[-1] ^ 1]))
    assertion("L03 another's key", False, key, signature=Key("ES256").sign(auth_data(0x05) + sha(client_data("get"))))
    assertion("L04 user handle missing", False, key, handle=None)
    assertion("L05 another's user handle", False, key, handle=b"user-2")
    assertion("user handle neither here nor there", True, key, handle=None, stored_handle=None)
    assertion("user handle out of nowhere", False, key, stored_handle=None)
    assertion("L07 old challenge", False, key, client=client_data("get", challenge=b"o" * 32))
    assertion("L08 type", False, key, client=client_data("create"))
    assertion("L09 origin", False, key, client=client_data("get", origin="https://evil.example"))
    assertion("L09 crossOrigin", False, key, client=client_data("get", crossOrigin=True))
    assertion("L09 rpIdHash", False, key, data=auth_data(0x05, rp="evil.org"))
    assertion("L10 UP=0", False, key, flags=0x04)
    assertion("L10 UV=0", False, key, flags=0x01)
    assertion("UV=0 where not required", True, key, flags=0x01, rules=policy(require_uv=False))
    assertion("L11 BE gained", False, key, flags=0x0D, be=False)
    assertion("L11 BE lost", False, key, flags=0x05, be=True)
    assertion("BE kept", True, key, flags=0x1D, be=True)
    assertion("BE not known", True, key, flags=0x1D)
    assertion("L11 BS without BE", False, key, flags=0x15)
    assertion("L12 equal", False, key, count=5, stored=5)
    assertion("L12 lower", False, key, count=4, stored=5)
    assertion("L12 back to 0", False, key, count=0, stored=5)
    assertion("counter grows", True, key, count=6, stored=5)
    assertion("counter at its end", True, key, count=2**32 - 1, stored=2**32 - 2)
    assertion("L13 0 after 0", True, key, flags=0x1D)
    assertion("synced, lower", True, key, flags=0x1D, count=3, stored=5)
    assertion("stored counter of 2^32", False, key, count=1, stored=2**32)
    assertion("stored counter negative", False, key, count=1, stored=-1)
    assertion("stored counter no number", False, key, count=1, stored="0")
    assertion("stored counter a float", False, key, count=1, stored=0.5)
    assertion("L14 AT=1", False, key, data=auth_data(0x45, tail=credential_data(key, ID)))
    assertion("L14 trailing bytes", False, key, data=auth_data(0x05, tail=b"\0"))
    assertion("extensions", True, key, data=auth_data(0x85, tail=cbor({"x": True})))
    assertion("extensions and more", False, key, data=auth_data(0x85, tail=cbor({"x": True}) + b"\0"))
    assertion("too short", False, key, data=auth_data(0x05)[:36])
    assertion("L15 trailing byte", False, key, signature=good + b"\0")
    assertion("L15 empty", False, key, signature=b"")
    assertion("L15 raw", False, key, signature=r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    assertion("L15 r = 0", False, key, signature=encode_dss_signature(0, s))
    assertion("L15 s = 0", False, key, signature=encode_dss_signature(r, 0))
    assertion("one zero byte", False, key, signature=b"\0")
    assertion("n - s", True, key, signature=encode_dss_signature(r, ORDERS["ES256"] - s))
    assertion("L01 another credential", False, key, credential_id=b"another")


# --- Certificates --------------------------------------------------------------------------------------------------
def certificate(subject_key, issuer_key, *, subject=None, issuer="root", ca=False, extensions=(), constraints=True,
                signed_by=hashes.SHA256()):
    if subject is None:
        subject = [(NameOID.COUNTRY_NAME, "AA"), (NameOID.ORGANIZATION_NAME, "Test"),
                   (NameOID.ORGANIZATIONAL_UNIT_NAME, "Authenticator Attestation"), (NameOID.COMMON_NAME, "leaf")]
    builder = (x509.CertificateBuilder()
               .subject_name(x509.Name([x509.NameAttribute(o, v) for o, v in subject]))
               .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
               .public_key(subject_key.private.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(datetime.datetime(2001, 1, 1)).not_valid_after(datetime.datetime(2002, 1, 1)))
    if constraints:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), True)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key.private, signed_by).public_bytes(serialization.Encoding.DER)


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes(
        (size.bit_length() + 7) // 8, "big")
    return tag + length + content


def extension(oid, value):
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value)


FIDO_AAGUID, KEY_DESCRIPTION, APPLE_NONCE = "1.3.6.1.4.1.45724.1.1.4", "1.3.6.1.4.1.11129.2.1.17", "1.2.840.113635.100.8.2"


def attestations(keys):
    root_key, other_root_key, leaf, middle = Key("ES256"), Key("ES256"), Key("ES256"), Key("ES384")
    root_name = [(NameOID.COMMON_NAME, "root")]
    root = certificate(root_key, root_key, subject=root_name, ca=True)
    other_root = certificate(other_root_key, other_root_key, subject=root_name, ca=True)
    trusting = policy(roots=[b64(root)])
    key = keys["ES256"]
    aaguid_ok = (extension(FIDO_AAGUID, der(b"\x04", bytes(range(16)))), False)
    aaguid_bad = (extension(FIDO_AAGUID, der(b"\x04", bytes(16))), False)
    aaguid_critical = (extension(FIDO_AAGUID, der(b"\x04", bytes(range(16)))), True)

    def packed(name, ok, chain, signer=leaf, alg=-7, rules=trusting, k=key, message=None, **more):
        registration(f"packed x5c {name}", ok, k, fmt="packed", rules=rules, statement=lambda d, h: {
            "alg": alg, "sig": signer.sign(message or d + h), "x5c": chain, **more})

    good = certificate(leaf, root_key)
    for alg, k in keys.items():
        packed(f"for {alg}", True, [good], k=k)
    packed("with the model", True, [certificate(leaf, root_key, extensions=[aaguid_ok])])
    packed("of another model", False, [certificate(leaf, root_key, extensions=[aaguid_bad])])
    packed("with the model, critical", False, [certificate(leaf, root_key, extensions=[aaguid_critical])])
    packed("without roots", False, [good], rules=policy())
    packed("with another root", False, [good], rules=policy(roots=[b64(other_root)]))
    packed("with its own root along", False, [certificate(leaf, other_root_key), other_root])
    packed("with the trusted root along", True, [good, root])
    packed("trusted itself", True, [good], rules=policy(roots=[b64(good)]))
    packed("by another key", False, [good], signer=Key("ES256"))
    packed("over other bytes", False, [good], message=b"other")
    packed("by another alg", False, [good], alg=-257)
    packed("with an empty x5c", False, [])
    packed("with a text in x5c", False, ["x"])
    packed("with no certificate", False, [b"\x30\x03\x02\x01\x01"])
    packed("with a byte after", False, [good + b"\0"])
    packed("with more members", False, [good], more=1)
    packed("of a CA", False, [certificate(leaf, root_key, ca=True)])
    packed("without constraints", False, [certificate(leaf, root_key, constraints=False)])
    for n, subject in enumerate(([(NameOID.COUNTRY_NAME, "AA"), (NameOID.ORGANIZATION_NAME, "Test"),
                                  (NameOID.COMMON_NAME, "leaf")],
                                 [(NameOID.ORGANIZATIONAL_UNIT_NAME, "Authenticator Attestation"),
                                  (NameOID.COMMON_NAME, "leaf")],
                                 [(NameOID.COUNTRY_NAME, "AA"), (NameOID.ORGANIZATION_NAME, "Test"),
                                  (NameOID.ORGANIZATIONAL_UNIT_NAME, "Something"), (NameOID.COMMON_NAME, "leaf")])):
        packed(f"with another subject {n}", False, [certificate(leaf, root_key, subject=subject)])
    middle_ca = certificate(middle, root_key, subject=[(NameOID.COMMON_NAME, "middle")], ca=True)
    middle_no_ca = certificate(middle, root_key, subject=[(NameOID.COMMON_NAME, "middle")])
    below = certificate(leaf, middle, issuer="middle", signed_by=hashes.SHA384())
    packed("over an intermediate", True, [below, middle_ca])
    packed("with the intermediate missing", False, [below])
    packed("over one that is no CA", False, [below, middle_no_ca])

    u2f_leaf = certificate(leaf, root_key, subject=[(NameOID.COMMON_NAME, "U2F")])

    def u2f(name, ok, chain=(u2f_leaf,), k=key, signer=leaf, change=b"", **more):
        def statement(d, h):
            c = k.cose()
            point = b"\4" + c[-2] + c.get(-3, b"")
            return {"sig": signer.sign(b"\0" + d[:32] + h + ID + point + change), "x5c": list(chain), **more}
        registration(f"u2f {name}", ok, k, fmt="fido-u2f", rules=trusting, statement=statement)

    u2f("good", True)
    u2f("other bytes", False, change=b"x")
    u2f("two certificates", False, chain=(u2f_leaf, root))
    u2f("not P-256", False, k=keys["ES384"])
    u2f("with alg", False, alg=-7)
    u2f("by another key", False, signer=Key("ES256"))
    registration("u2f without roots", False, key, fmt="fido-u2f",
                 statement=lambda d, h: {"sig": b"", "x5c": [u2f_leaf]})

    def android(name, ok, challenge=None, software=b"", device=b"", k=key, leaf_key=key, with_extension=True):
        def statement(d, h):
            lists = der(b"\x30", software) + der(b"\x30", device)
            description = der(b"\x30", der(b"\x02", b"\3") + der(b"\x0a", b"\1") + der(b"\x02", b"\4") + der(
                b"\x0a", b"\1") + der(b"\x04", challenge or h) + der(b"\x04", b"") + lists)
            chain = [certificate(leaf_key, root_key, extensions=[
                (extension(KEY_DESCRIPTION, description), False)] if with_extension else [])]
            return {"alg": -7, "sig": leaf_key.sign(d + h), "x5c": chain}
        registration(f"android {name}", ok, k, fmt="android-key", rules=trusting, statement=statement)

    signing = der(b"\xa1", der(b"\x31", der(b"\x02", b"\2") + der(b"\x02", b"\3")))
    generated = der(b"\xbf\x85\x3e", der(b"\x02", b"\0"))
    android("good", True, device=signing + generated)
    android("with empty lists", True)
    android("of another challenge", False, challenge=bytes(32), device=signing + generated)
    android("imported", False, device=signing + der(b"\xbf\x85\x3e", der(b"\x02", b"\2")))
    android("for encryption", False, device=der(b"\xa1", der(b"\x31", der(b"\x02", b"\0"))) + generated)
    android("for all applications", False, device=signing + generated, software=der(b"\xbf\x84\x58", b"\5\0"))
    android("without description", False, with_extension=False)
    android("of another key", False, leaf_key=leaf, device=signing + generated)
    android("with a broken list", False, device=b"\xa1\x7f")

    def apple(name, ok, leaf_key=key, change=b"", tag=b"\xa1", with_extension=True):
        def statement(d, h):
            nonce = der(b"\x30", der(tag, der(b"\x04", sha(d + h + change))))
            return {"x5c": [certificate(leaf_key, root_key, extensions=[
                (extension(APPLE_NONCE, nonce), False)] if with_extension else [])]}
        registration(f"apple {name}", ok, key, fmt="apple", rules=trusting, statement=statement)

    apple("good", True)
    apple("with another nonce", False, change=b"x")
    apple("of another key", False, leaf_key=leaf)
    apple("without nonce", False, with_extension=False)
    apple("with another tag", False, tag=b"\xa2")
    tpms(keys, root_key, trusting)


def tpms(keys, root_key, trusting):
    aik = Key("RS256")
    names = x509.Name([x509.RelativeDistinguishedName([
        x509.NameAttribute(x509.ObjectIdentifier(f"2.23.133.2.{n}"), "id:00000000") for n in (1, 2, 3)])])
    san = (x509.SubjectAlternativeName([x509.DirectoryName(names)]), True)
    usage = (x509.ExtendedKeyUsage([x509.ObjectIdentifier("2.23.133.8.3")]), False)
    aik_good = certificate(aik, root_key, subject=[], extensions=[san, usage])

    def sized(data):
        return struct.pack(">H", len(data)) + data

    def public_area(k, name_alg=0x000B):
        c = k.cose()
        start = struct.pack(">HHI", 0x0023 if k.alg in CURVES else 0x0001, name_alg, 1 << 18) + sized(b"")
        if k.alg in CURVES:
            return start + struct.pack(">HHHH", 0x10, 0x10, {1: 3, 2: 4, 3: 5}[c[-1]], 0x10) + sized(c[-2]) + sized(c[-3])
        return start + struct.pack(">HHHI", 0x10, 0x10, len(c[-1]) * 8, 0) + sized(c[-1])

    def tpm(name, ok, k=keys["ES256"], area_key=None, certificate_=aik_good, magic=0xFF544347, kind=0x8017, extra=b"",
            name_change=b"", tail=b"", ver="2.0", signer=aik, alg=-257, rules=trusting, name_alg=0x000B):
        def statement(d, h):
            area = public_area(area_key or k, name_alg)
            info = (struct.pack(">IH", magic, kind) + sized(b"signer") + sized(sha(d + h + extra)) + bytes(17) + bytes(8)
                    + sized(struct.pack(">H", name_alg) + sha(area + name_change)) + sized(b"") + tail)
            return {"ver": ver, "alg": alg, "x5c": [certificate_], "sig": signer.sign(info), "certInfo": info,
                    "pubArea": area}
        registration(f"tpm {name}", ok, k, fmt="tpm", rules=rules, statement=statement)

    for alg in ("ES256", "ES384", "ES512", "RS256"):
        tpm(f"good {alg}", True, k=keys[alg])
    tpm("signed by ES256", False, signer=Key("ES256"), alg=-7)
    ec_aik = Key("ES256")
    tpm("with an EC key", True, signer=ec_aik, alg=-7,
        certificate_=certificate(ec_aik, root_key, subject=[], extensions=[san, usage]))
    tpm("about another key", False, area_key=Key("ES256"))
    tpm("with another magic", False, magic=0)
    tpm("of another kind", False, kind=0x8018)
    tpm("about another registration", False, extra=b"x")
    tpm("with another name", False, name_change=b"x")
    tpm("with bytes after", False, tail=b"x")
    tpm("of version 1.2", False, ver="1.2")
    tpm("by another signer", False, signer=Key("RS256"))
    tpm("without roots", False, rules=policy())
    tpm("named by SHA-1", False, name_alg=4)
    tpm("with a subject", False, certificate_=certificate(aik, root_key, extensions=[san, usage]))
    tpm("without TPM names", False, certificate_=certificate(aik, root_key, subject=[], extensions=[usage]))
    tpm("without usage", False, certificate_=certificate(aik, root_key, subject=[], extensions=[san]))


# --- Signatures ----------------------------------------------------------------------------------------------------
def signed(name, ok, alg, key, message, signature, suffix="", **more):
    case(f"sig {alg} {name} {suffix}", ok, op="signature.verify", alg=alg, key=key, message=b64(message),
         signature=b64(signature), **more)


def signatures(keys):
    message = b"The quick brown fox"
    for alg, k in keys.items():
        form = {"form": "der"} if alg in CURVES else {}
        good = k.sign(message)
        signed("jwk", True, alg, k.jwk(), message, good, **form)
        signed("cose", True, alg, {"cose": b64(cbor(k.cose()))}, message, good, **form)
        signed("empty message", True, alg, k.jwk(), b"", k.sign(b""), **form)
        signed("other message", False, alg, k.jwk(), message + b".", good, **form)
        signed("cut", False, alg, k.jwk(), message, good[:-1], **form)
        signed("longer", False, alg, k.jwk(), message, good + b"\0", **form)
        signed("zero before", False, alg, k.jwk(), message, b"\0" + good, **form)
        signed("empty", False, alg, k.jwk(), message, b"", **form)
        signed("zeros", False, alg, k.jwk(), message, bytes(len(good)), **form)
        signed("alg bound", True, alg, {**k.jwk(), "alg": alg, "use": "sig", "key_ops": ["verify"]}, message, good, **form)
        for n, change in enumerate(({"alg": "XX"}, {"alg": 1}, {"use": "enc"}, {"use": 1}, {"key_ops": ["sign"]}, {"key_ops": []},
                       {"key_ops": ["verify", "verify"]}, {"key_ops": "verify"}, {"d": "AAAA"}, {"kty": "oct"},
                       {"kty": None})):
            signed(f"forbidden {change}", False, alg, {**k.jwk(), **change}, message, good, **form)
        for other in keys:
            if other != alg:
                signed(f"as {other}", False, other, k.jwk(), message, good, form="der")
    for alg, (_, _, size, name) in CURVES.items():
        k = keys[alg]
        raw = k.sign_p1363(message)
        r, s = raw[:size], raw[size:]
        order = ORDERS[alg]
        signed("p1363", True, alg, k.jwk(), message, raw, form="p1363")
        signed("der as p1363", False, alg, k.jwk(), message, k.sign(message), form="p1363")
        signed("p1363 as der", False, alg, k.jwk(), message, raw, form="der")
        signed("other form", False, alg, k.jwk(), message, raw, form="raw")
        for bad_name, a, b in (("r=0", bytes(size), s), ("s=0", r, bytes(size)), ("both 0", bytes(size), bytes(size)),
                               ("r=n", order.to_bytes(size, "big"), s), ("s=n", r, order.to_bytes(size, "big")),
                               ("both 1", (1).to_bytes(size, "big"), (1).to_bytes(size, "big")),
                               ("all ones", b"\xff" * size, b"\xff" * size), ("padded", b"\0" + r, b"\0" + s),
                               ("swapped", s, r)):
            signed(f"p1363 {bad_name}", False, alg, k.jwk(), message, a + b, form="p1363")
            if bad_name != "padded":
                signed(f"der {bad_name}", False, alg, k.jwk(), message, encode_dss_signature(
                    int.from_bytes(a, "big"), int.from_bytes(b, "big")), form="der")
        ri, si = int.from_bytes(r, "big"), int.from_bytes(s, "big")
        signed("n-s", True, alg, k.jwk(), message, encode_dss_signature(ri, order - si), form="der")
        signed("s+n", False, alg, k.jwk(), message, encode_dss_signature(ri, order + si), form="der")
        good = k.sign(message)
        start = 3 if good[1] & 0x80 else 2
        body = good[start:]
        signed("long length", False, alg, k.jwk(), message, b"\x30\x82\0" + bytes([len(body)]) + body, form="der")
        signed("indefinite", False, alg, k.jwk(), message, b"\x30\x80" + body + b"\0\0", form="der")
        signed("set", False, alg, k.jwk(), message, b"\x31" + good[1:], form="der")
        signed("three integers", False, alg, k.jwk(), message, der(b"\x30", body + b"\2\1\1"), form="der")
        signed("one integer", False, alg, k.jwk(), message, der(b"\x30", der(b"\2", b"\1")), form="der")
        padded = der(b"\x30", der(b"\2", b"\0\0" + r) + der(b"\2", b"\0" + s))
        signed("leading zeros", False, alg, k.jwk(), message, padded, form="der")
        negative = der(b"\x30", der(b"\2", b"\x80" + r[1:]) + der(b"\2", s))
        signed("negative", False, alg, k.jwk(), message, negative, form="der")
        jwk = k.jwk()
        x, y = (base64.urlsafe_b64decode(jwk[m] + "==") for m in ("x", "y"))
        for n, change in enumerate(({"x": b64(x[1:])}, {"x": b64(b"\0" + x)}, {"y": b64(bytes(size))}, {"crv": "P-512"},
                                    {"crv": "secp256k1"}, {"x": jwk["x"] + "="}, {"x": None}, {"crv": "Ed25519"},
                                    {"x": b64(bytes(size)), "y": b64(bytes(size))}, {"x": b64(b"\xff" * size)})):
            signed(f"key {n}", False, alg, {**jwk, **change}, message, good, form="der")
    ed = keys["EdDSA"]
    good = ed.sign(message)
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(good[32:], "little")
    signed("S + L", False, "EdDSA", ed.jwk(), message, good[:32] + (s + order).to_bytes(32, "little"))
    signed("S top bit", False, "EdDSA", ed.jwk(), message, good[:63] + bytes([good[63] | 0x80]))
    signed("form passed over", True, "EdDSA", ed.jwk(), message, good, form="p1363")
    for bits, e, ok in ((1024, 65537, False), (2047, 65537, False), (2048, 3, True), (2049, 65537, True),
                        (2056, 65537, True), (3072, 65537, True), (4096, 65537, True), (4104, 65537, False)):
        for alg in ("RS256", "PS256"):
            k = Key(alg, bits, e)
            signed(f"{bits} bits e={e}", ok, alg, k.jwk(), message, k.sign(message))
    pss = keys["PS256"]
    for salt in (0, 20, 31, 33, 64):
        signed(f"salt {salt}", False, "PS256", pss.jwk(), message, pss.sign(message, salt))
    signed("MGF1 of another hash", False, "PS256", pss.jwk(), message, pss.sign(message, mgf=hashes.SHA1()))
    r = keys["RS256"].jwk()
    n = base64.urlsafe_b64decode(r["n"] + "==")
    for m, change in enumerate(({"n": b64(b"\0" + n)}, {"e": b64(b"\1")}, {"e": b64(b"\0\1\0\1")}, {"e": b64(b"\2")},
                                {"e": ""}, {"n": ""}, {"e": b64(b"\1\0\0\0\1")}, {"p": "AQAB"}, {"n": b64(n) + "="})):
        signed(f"key {m}", False, "RS256", {**r, **change}, message, keys["RS256"].sign(message))
    for alg, digest in (("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")):
        size = hashlib.new(digest).digest_size
        secret = bytes(range(size))
        tag = hmac.new(secret, message, digest).digest()
        jwk = {"kty": "oct", "k": b64(secret)}
        signed("good", True, alg, jwk, message, tag)
        signed("long secret", True, alg, {"kty": "oct", "k": b64(secret * 4)}, message,
               hmac.new(secret * 4, message, digest).digest())
        signed("short secret", False, alg, {"kty": "oct", "k": b64(secret[1:])}, message,
               hmac.new(secret[1:], message, digest).digest())
        signed("empty secret", False, alg, {"kty": "oct", "k": ""}, message, hmac.new(b"", message, digest).digest())
        signed("cut tag", False, alg, jwk, message, tag[:-1])
        signed("half tag", False, alg, jwk, message, tag[: size // 2])
        signed("longer tag", False, alg, jwk, message, tag + b"\0")
        signed("sign only", False, alg, {**jwk, "key_ops": ["sign"]}, message, tag)
        signed("with verify", True, alg, {**jwk, "key_ops": ["sign", "verify"], "use": "sig", "alg": alg}, message, tag)
    signed("none", False, "none", r, message, b"")
    case("sig message padded", False, op="signature.verify", alg="EdDSA", key=ed.jwk(), message=b64(message) + "=",
         signature=b64(good))
    case("sig key missing", False, op="signature.verify", alg="EdDSA", message=b64(message), signature=b64(good))


# --- Tokens --------------------------------------------------------------------------------------------------------
def token_of(key, header, payload):
    front = b64(json.dumps(header).encode() if isinstance(header, dict) else header) + "." + b64(
        json.dumps(payload).encode() if isinstance(payload, (dict, list)) else payload)
    return front + "." + b64(key.sign_p1363(front.encode()))


NOW = 1_800_000_000


def jwt(name, ok, token, key, alg="ES256", **more):
    case(f"jwt {name}", ok, **{"op": "jwt.verify", "alg": alg, "jwk": key, "token": token, "now": NOW, **more})


def tokens(keys):
    claims = {"iss": "me", "aud": "you", "sub": "u", "iat": NOW - 10, "nbf": NOW - 10, "exp": NOW + 10}
    for alg, k in keys.items():
        jwt(f"good {alg}", True, token_of(k, {"alg": alg, "typ": "JWT"}, claims), k.jwk(), alg)
        jwt(f"alg changed {alg}", False, token_of(k, {"alg": "ES256" if alg != "ES256" else "ES384"}, claims), k.jwk(), alg)
    k = keys["ES256"]
    good = token_of(k, {"alg": "ES256"}, claims)
    h, p, s = good.split(".")
    jwk = k.jwk()
    for alg in ("none", "None", "NONE", "es256", "", None, 7, ["ES256"], "ES256 "):
        jwt(f"J01 alg {alg!r}", False, token_of(k, {"alg": alg}, claims), jwk)
    jwt("J01 empty signature", False, h + "." + p + ".", jwk)
    jwt("J01 none without signature", False, b64(b'{"alg":"none"}') + "." + p + ".", jwk)
    jwt("J03 alg missing", False, token_of(k, {"typ": "JWT"}, claims), jwk)
    public = k.private.public_key().public_bytes(serialization.Encoding.PEM,
                                                 serialization.PublicFormat.SubjectPublicKeyInfo)
    front = b64(b'{"alg":"HS256"}') + "." + p
    confused = front + "." + b64(hmac.new(public, front.encode(), "sha256").digest())
    jwt("J02 confusion, as ES256", False, confused, jwk)
    jwt("J02 confusion, as HS256", False, confused, jwk, "HS256")
    for name in ("crit", "jwk", "jku", "x5u", "x5c", "b64"):
        value = {"crit": ["exp"], "jwk": jwk, "b64": False}.get(name, "https://evil.example")
        jwt(f"J05 {name}", False, token_of(k, {"alg": "ES256", name: value}, claims), jwk)
    jwt("J05 empty crit", False, token_of(k, {"alg": "ES256", "crit": []}, claims), jwk)
    for name, change, ok in (("exp now", {"exp": NOW}, False), ("exp next", {"exp": NOW + 1}, True),
                             ("exp past", {"exp": NOW - 1}, False), ("exp text", {"exp": str(NOW + 9)}, False),
                             ("exp float", {"exp": NOW + 9.5}, False), ("exp round float", {"exp": float(NOW + 9)}, False),
                             ("exp negative", {"exp": -1}, False), ("exp 2^53", {"exp": 2**53}, True),
                             ("exp above 2^53", {"exp": 2**53 + 1}, False), ("exp 2^70", {"exp": 2**70}, False),
                             ("exp null", {"exp": None}, False), ("exp true", {"exp": True}, False),
                             ("nbf now", {"nbf": NOW}, True), ("nbf next", {"nbf": NOW + 1}, False),
                             ("iat now", {"iat": NOW}, True), ("iat next", {"iat": NOW + 1}, False),
                             ("iat text", {"iat": "1"}, False), ("nbf negative", {"nbf": -1}, False)):
        jwt(f"J07 {name}", ok, token_of(k, {"alg": "ES256"}, {**claims, **change}), jwk)
    jwt("J07 exp 1e400", False, token_of(k, {"alg": "ES256"}, b'{"exp":1e400}'), jwk)
    jwt("J07 exp 1e10", False, token_of(k, {"alg": "ES256"}, b'{"exp":1e10}'), jwk)
    jwt("leeway for exp", True, token_of(k, {"alg": "ES256"}, {"exp": NOW - 4}), jwk, leeway=5)
    jwt("leeway used up", False, token_of(k, {"alg": "ES256"}, {"exp": NOW - 5}), jwk, leeway=5)
    jwt("leeway for nbf", True, token_of(k, {"alg": "ES256"}, {"nbf": NOW + 5}), jwk, leeway=5)
    jwt("leeway not enough", False, token_of(k, {"alg": "ES256"}, {"iat": NOW + 6}), jwk, leeway=5)
    jwt("no claims at all", True, token_of(k, {"alg": "ES256"}, {}), jwk)
    jwt("issuer", True, good, jwk, issuer="me")
    jwt("J09 issuer", False, good, jwk, issuer="you")
    jwt("J09 issuer missing", False, token_of(k, {"alg": "ES256"}, {}), jwk, issuer="me")
    jwt("J09 issuer a list", False, token_of(k, {"alg": "ES256"}, {"iss": ["me"]}), jwk, issuer="me")
    jwt("audience", True, good, jwk, audience="you")
    jwt("audience in a list", True, token_of(k, {"alg": "ES256"}, {"aud": ["a", "you"]}), jwk, audience="you")
    jwt("J09 audience", False, good, jwk, audience="me")
    jwt("J09 audience missing", False, token_of(k, {"alg": "ES256"}, {}), jwk, audience="you")
    jwt("J09 audience empty", False, token_of(k, {"alg": "ES256"}, {"aud": []}), jwk, audience="you")
    jwt("J09 audience of numbers", False, token_of(k, {"alg": "ES256"}, {"aud": ["you", 1]}), jwk, audience="you")
    jwt("J09 audience an object", False, token_of(k, {"alg": "ES256"}, {"aud": {"you": 1}}), jwk, audience="you")
    jwt("J10 payload", False, h + "." + b64(b'{"sub":"x"}') + "." + s, jwk)
    jwt("J10 cut", False, good[:-2], jwk)
    jwt("J10 longer", False, h + "." + p + "." + b64(base64.urlsafe_b64decode(s + "==") + b"\0"), jwk)
    jwt("J10 DER", False, h + "." + p + "." + b64(k.sign(f"{h}.{p}".encode())), jwk)
    for char in ("=", " ", "\n", "?", "+", "/", "\u00e4", "\0"):
        for n, t in enumerate((char + good, h + char + "." + p + "." + s, h + "." + p + char + "." + s, good + char)):
            jwt(f"J11 {char!r} {n}", False, t, jwk)
    rsa_good = token_of(keys["RS256"], {"alg": "RS256"}, claims)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    jwt("J11 unused bits", False, rsa_good[:-1] + last[last.index(rsa_good[-1]) ^ 1], keys["RS256"].jwk(), "RS256")
    for n, t in enumerate((h + "." + p, good + ".", good + "." + s, "", ".", "..", "...", "." + p + "." + s,
                           h + ".." + s, json.dumps({"payload": p, "protected": h, "signature": s}))):
        jwt(f"J12 {n}", False, t, jwk)
    jwt("J16 sub twice", False, token_of(k, {"alg": "ES256"}, b'{"sub":"a","sub":"b"}'), jwk)
    jwt("J16 alg twice", False, token_of(k, b'{"alg":"ES256","alg":"ES256"}', claims), jwk)
    jwt("J16 nested twice", False, token_of(k, {"alg": "ES256"}, b'{"x":{"a":1,"a":2}}'), jwk)
    for n, payload in enumerate((b"foo", b"[1]", b'"x"', b"", b"\xff\xfe", b"1")):
        jwt(f"payload {n}", False, token_of(k, {"alg": "ES256"}, payload), jwk)
        jwt(f"raw payload {n}", True, token_of(k, {"alg": "ES256"}, payload), jwk, raw=True)
    jwt("raw with claims", True, good, jwk, raw=True)
    jwt("raw and expired", False, token_of(k, {"alg": "ES256"}, {"exp": 1}), jwk, raw=True)
    jwt("raw and an issuer wanted", False, token_of(k, {"alg": "ES256"}, b"foo"), jwk, raw=True, issuer="me")
    jwt("raw and twice", False, token_of(k, {"alg": "ES256"}, b'{"a":1,"a":2}'), jwk, raw=True)
    jwt("header an array", False, token_of(k, b'["ES256"]', claims), jwk)
    jwt("header with a BOM", False, token_of(k, b'\xef\xbb\xbf{"alg":"ES256"}', claims), jwk)
    jwt("payload not UTF-8", False, token_of(k, {"alg": "ES256"}, b'{"a":"\xff"}'), jwk)
    jwt("payload nested", False, token_of(k, {"alg": "ES256"}, b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}"), jwk)
    for name, change in (("private", {"d": "AAAA"}), ("enc", {"use": "enc"}), ("other alg", {"alg": "ES384"}),
                         ("sign only", {"key_ops": ["sign"]})):
        jwt(f"key {name}", False, good, {**jwk, **change})
    jwt("key missing", False, good, None)
    jwt("token missing", False, None, jwk)
    jwt("unknown alg", False, good, jwk, "HS1")


def main():
    keys = {alg: Key(alg) for alg in COSE}
    registrations(keys)
    assertions(keys)
    attestations(keys)
    signatures(keys)
    tokens(keys)
    text = "".join(json.dumps(line) + "\n" for _, _, line in CASES)
    answers = [json.loads(line) for line in oracle.tradewind("auth", "verify", "-", text=text).splitlines()]
    wrong = [] if len(answers) == len(CASES) else [f"{len(answers)} answers to {len(CASES)} cases"]
    for (name, ok, _), answer in zip(CASES, answers):
        if answer.get("id") != name or answer.get("ok") is not ok or (not ok and not answer.get("reason")):
            wrong.append(f"{name}: expected ok={ok}, found {answer}")
    print(f"{len(CASES)} cases, {sum(ok for _, ok, _ in CASES)} of them good; {len(wrong)} answered wrongly")
    for line in wrong[:40]:
        print(line)
    sys.exit(1 if wrong or not CASES else 0)


main()
