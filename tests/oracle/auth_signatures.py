"""Plain signatures and tokens."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from auth_keys import CURVES, ORDERS, Key, b64, case, cbor, der, signed


# --- Signatures ----------------------------------------------------------------------------------------------------
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
