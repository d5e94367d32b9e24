"""Checks `tradewind auth verify` against cases made with the `cryptography` package: ceremonies of every algorithm and
attestation format, tokens and signatures that are good, and the ways in which each must be refused."""

import json
import sys

import oracle

oracle.need("cryptography")
from auth_attestations import attestations  # noqa: E402
from auth_ceremonies import assertions, registrations  # noqa: E402
from auth_keys import CASES, COSE, Key  # noqa: E402
from auth_signatures import signatures, tokens  # noqa: E402


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
