"""Registrations and sign-ins, and the ways in which each must be refused."""

import json
import struct

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from auth_keys import RP, ORIGIN, CHALLENGE, COSE, ORDERS, Key, b64, case, sha, cbor, signed


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
