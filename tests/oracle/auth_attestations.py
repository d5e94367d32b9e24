"""Attestation statements of every format, with their certificates."""

import datetime
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from auth_keys import CURVES, Key, b64, sha, der
from auth_ceremonies import policy, registration, ID


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
