"""Writes tests/vectors/request: signed requests, most of them with one fault.

A vector holds ``method``, ``target``, ``headers`` (pairs, as received), ``authority``, ``public`` (null: nobody
here has that key), ``body`` and the times of the check; ``again`` sends the same request twice.
"""

from __future__ import annotations

import base64

from amanat_sync.ids import base64url
from amanat_sync.keys import ed25519_public, ed25519_sign, sha256
from amanat_sync.request import BARE, Patch, keyid_of, sign_request
from tests.vectorfiles import Vector, write_vectors

SEED = bytes(range(32))
PUBLIC = ed25519_public(SEED)
KEYID = keyid_of(PUBLIC)
OTHER = ed25519_public(bytes(32))
CREATED = 1_700_000_000
NONCE = bytes(range(16))
AUTHORITY = "tablet.example"
BODY = b'{"days":60}'
CASE = "000102030405060708090a0b0c0d0e0f"
SMALL_ORDER = bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")

Headers = dict[str, str]
Input = str | bytes | int | bool | None


def signed(
    method: str, target: str, *, body: bytes = b"", patch: Patch | None = None, authority: str = AUTHORITY
) -> Headers:
    headers = sign_request(
        method,
        authority,
        target,
        keyid=KEYID,
        seed=SEED,
        created=CREATED,
        nonce=NONCE,
        body=body,
        patch=patch,
    )
    length = patch.length if patch is not None else len(body)
    return headers | ({"content-length": str(length)} if length or patch is not None else {})


GET = signed("GET", "/v1/chain?after=3")
POST = signed("POST", "/v1/invites", body=BODY)
PATCH = signed("PATCH", f"/v1/uploads/{CASE}", patch=Patch(65536, 1048576))


def vector(comment: str, expect: str, inputs: Vector) -> Vector:
    whole: Vector = {
        "comment": comment,
        "spec": "docs/spec/request.md",
        "method": "GET",
        "target": "/v1/chain?after=3",
        "authority": AUTHORITY,
        "body": b"",
        "public": PUBLIC,
        "now_ms": CREATED * 1000 + 250,
        "started_ms": CREATED * 1000 - 60_000,
        "again": False,
        "expect": expect,
    }
    return whole | inputs


def get(
    comment: str, expect: str, headers: Headers | None = None, more: Headers | None = None, **inputs: Input
) -> Vector:
    """A vector that starts from the signed GET; ``more`` are headers that stand there a second time."""
    pairs = [*(GET if headers is None else headers).items(), *({} if more is None else more).items()]
    return vector(comment, expect, inputs | {"headers": [list(pair) for pair in pairs]})


def post(
    comment: str, expect: str, headers: Headers | None = None, more: Headers | None = None, **inputs: Input
) -> Vector:
    defaults: dict[str, Input] = {"method": "POST", "target": "/v1/invites", "body": BODY}
    return get(comment, expect, POST if headers is None else headers, more, **(defaults | inputs))


def patch(comment: str, expect: str, headers: Headers | None = None, **inputs: Input) -> Vector:
    defaults: dict[str, Input] = {"method": "PATCH", "target": f"/v1/uploads/{CASE}"}
    return get(comment, expect, PATCH if headers is None else headers, None, **(defaults | inputs))


def changed(headers: Headers, name: str, old: str, new: str) -> Headers:
    if old not in headers[name]:
        raise ValueError(f"{name} does not hold {old}")
    return headers | {name: headers[name].replace(old, new)}


def without(headers: Headers, name: str) -> Headers:
    return {key: value for key, value in headers.items() if key != name}


def signed_by_hand(params: str, lines: list[str]) -> Headers:
    """A signature that holds, over a list or parameters that the profile does not have."""
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode()
    signature = ed25519_sign(SEED, base)
    return {"signature-input": f"a={params}", "signature": f"a=:{base64_of(signature)}:"}


def base64_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def params(
    covered: str = BARE, *, created: str = str(CREATED), extra: str = "", tag: str = "amanat-1"
) -> str:
    return f'{covered};created={created};nonce="{base64url(NONCE)}";keyid="{KEYID}";tag="{tag}"{extra}'


LINES = ['"@method": GET', f'"@authority": {AUTHORITY}', '"@path": /v1/chain', '"@query": ?after=3']
ORDER = bytes.fromhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")


def high_s() -> Headers:
    """The same signature with S + L in place of S."""
    raw = base64.b64decode(GET["signature"][3:-1])
    s = int.from_bytes(raw[32:], "little") + int.from_bytes(ORDER, "little")
    return GET | {"signature": f"a=:{base64_of(raw[:32] + s.to_bytes(32, 'little'))}:"}


def made() -> dict[str, Vector]:
    digest_of_other = POST["content-digest"].replace("sha-256=:", "").rstrip(":")
    wrong_digest = base64_of(sha256(b"other"))
    return {
        "get": get("no body: four components", "ok"),
        "get-no-query": get("no query: @query is ? alone", "ok", signed("GET", "/v1/service"), target="/v1/service"),
        "head": get("HEAD is signed like GET", "ok", signed("HEAD", f"/v1/uploads/{CASE}"), method="HEAD",
                    target=f"/v1/uploads/{CASE}"),
        "post": post("a body: its content-digest is signed", "ok"),
        "post-empty": get("an empty body counts as none", "ok", signed("POST", f"/v1/shares/{CASE}/lease"),
                          method="POST", target=f"/v1/shares/{CASE}/lease"),
        "post-length-zero": get("a Content-Length of 0 counts as none", "ok",
                                signed("POST", f"/v1/shares/{CASE}/lease") | {"content-length": "0"},
                                method="POST", target=f"/v1/shares/{CASE}/lease"),
        "put": get("PUT carries a body like POST", "ok", signed("PUT", f"/v1/clips/{CASE}/manifest", body=bytes(360)),
                   method="PUT", target=f"/v1/clips/{CASE}/manifest", body=bytes(360)),
        "patch": patch("PATCH signs where its bytes belong and how many they are", "ok"),
        "patch-unsigned-body": patch("the bytes of a PATCH are not signed: the manifest's digest counts", "ok",
                                     body=b"any"),
        "created-early-enough": get("300 s before the server's time", "ok", now_ms=(CREATED + 300) * 1000,
                                    started_ms=CREATED * 1000),
        "restart-slack": get("5 s before the server's start", "ok", started_ms=(CREATED + 5) * 1000),
        "other-header": get("a header that the profile does not read may stand twice", "ok",
                            GET | {"accept": "a"}, more={"accept": "b"}),
        "target-percent": get("a percent sign in the path", "request-target", target="/v1/ch%61in"),
        "target-double-slash": get("an empty segment", "request-target", target="/v1//chain"),
        "target-dot-segment": get("a dot segment", "request-target", target="/v1/../v1/chain"),
        "target-upper-hex": get("upper-case hex", "request-target", target=f"/v1/uploads/{CASE.upper()}"),
        "target-trailing-slash": get("a slash at the end", "request-target", target="/v1/chain/"),
        "target-absolute": get("a whole URL as the target", "request-target", target="https://tablet.example/v1/chain"),
        "target-query-percent": get("a percent sign in the query", "request-target", target="/v1/chain?after=%33"),
        "target-line-break": get("a line break after the path", "request-target", target="/v1/chain\n"),
        "no-signature-input": get("no Signature-Input", "request-profile", without(GET, "signature-input")),
        "no-signature": get("no Signature", "request-profile", without(GET, "signature")),
        "signature-input-twice": get("Signature-Input twice", "request-profile",
                                     more={"signature-input": GET["signature-input"]}),
        "signature-twice": get("Signature twice", "request-profile",
                               more={"signature": GET["signature"]}),
        "two-members": get("two members in Signature-Input", "request-profile",
                           GET | {"signature-input": GET["signature-input"] + ", b=()"}),
        "other-label": get("a label that is not a", "request-profile",
                           {name: value.replace("a=", "b=", 1) for name, value in GET.items()}),
        "method-only": get("a signature that holds over @method alone", "request-profile",
                           signed_by_hand(params('("@method")'), LINES[:1])),
        "other-order": get("the components in another order", "request-profile",
                           signed_by_hand(params('("@authority" "@method" "@path" "@query")'),
                                          [LINES[1], LINES[0], *LINES[2:]])),
        "one-more": get("one component more than the list", "request-profile",
                        signed_by_hand(params('("@method" "@authority" "@path" "@query" "date")'),
                                       [*LINES, '"date": x']) | {"date": "x"}),
        "alg": get("the parameter alg", "request-profile", signed_by_hand(params(extra=';alg="ed25519"'), LINES)),
        "expires": get("the parameter expires", "request-profile",
                       signed_by_hand(params(extra=f";expires={CREATED + 9}"), LINES)),
        "other-tag": get("another tag", "request-profile", signed_by_hand(params(tag="amanat-2"), LINES)),
        "created-float": get("created with a fraction", "request-profile",
                             signed_by_hand(params(created=f"{CREATED}.0"), LINES)),
        "created-zeros": get("created with a leading zero", "request-profile",
                             signed_by_hand(params(created=f"0{CREATED}"), LINES)),
        "space": get("a space after a semicolon", "request-profile",
                     changed(GET, "signature-input", ";created", "; created")),
        "nonce-short": get("a nonce of 21 characters", "request-profile",
                           changed(GET, "signature-input", base64url(NONCE), base64url(NONCE)[:-1])),
        "nonce-loose-bits": get("a nonce whose last letter has loose bits", "request-profile",
                                changed(GET, "signature-input", base64url(NONCE), base64url(NONCE)[:-1] + "x")),
        "keyid-upper": get("keyid in upper-case hex", "request-profile",
                           changed(GET, "signature-input", KEYID, KEYID.upper())),
        "signature-short": get("a signature of 63 bytes", "request-profile",
                               GET | {"signature": f"a=:{base64_of(bytes(63))}:"}),
        "signature-loose-bits": get("a signature whose base64 has loose bits", "request-profile",
                                    GET | {"signature": GET["signature"][:-4] + "B==:"}),
        "body-without-digest": post("a body signed as if there were none", "request-profile",
                                    signed("POST", "/v1/invites") | {"content-length": str(len(BODY))}),
        "digest-missing": post("content-digest is signed and not sent", "request-profile",
                               without(POST, "content-digest")),
        "digest-twice": post("content-digest twice", "request-profile",
                             more={"content-digest": POST["content-digest"]}),
        "digest-sha-512": post("a digest by another algorithm", "request-profile",
                               changed(POST, "content-digest", "sha-256", "sha-512")),
        "digest-two-members": post("two members in content-digest", "request-profile",
                                   POST | {"content-digest": f"{POST['content-digest']}, md5=:AA==:"}),
        "get-with-body": get("a GET with a body", "request-profile",
                             signed("GET", "/v1/chain?after=3", body=BODY), body=BODY),
        "chunked": post("a body of unknown length", "request-profile",
                        without(POST, "content-length") | {"transfer-encoding": "chunked"}),
        "chunked-as-none": post(
            "a body of unknown length, signed as if there were none",
            "request-profile",
            signed("POST", "/v1/invites") | {"transfer-encoding": "chunked"},
        ),
        "length-twice": post("Content-Length twice", "request-profile",
                             more={"content-length": str(len(BODY))}),
        "length-sign": post("Content-Length with a sign", "request-profile", POST | {"content-length": "+11"}),
        "patch-without-offset": patch("a PATCH without Upload-Offset", "request-profile",
                                      without(PATCH, "upload-offset")),
        "patch-as-post": patch("a PATCH signed with a content-digest", "request-profile",
                               signed("PATCH", f"/v1/uploads/{CASE}", body=BODY) | {"upload-offset": "0"}, body=BODY),
        "method-unknown": get("a method that no route has", "request-profile", signed("TRACE", "/v1/chain?after=3"),
                              method="TRACE"),
        "key-unknown": get("nobody here has that key", "request-key", public=None),
        "key-other": get("the key that is checked is not the one that is named", "request-key", public=OTHER),
        "created-late": get("301 s behind the server's time", "request-created", now_ms=(CREATED + 301) * 1000),
        "created-ahead": get("301 s ahead of the server's time", "request-created", now_ms=(CREATED - 301) * 1000),
        "before-start": get("more than 5 s before the server's start", "request-restart",
                            started_ms=CREATED * 1000 + 5001),
        "replayed": get("the same request a second time", "request-nonce", again=True),
        "other-method": get("signed as GET, sent as DELETE", "request-signature", method="DELETE"),
        "other-authority": get("signed for another server", "request-signature", authority="other.example"),
        "other-path": get("signed for another path", "request-signature", target="/v1/commands?after=3"),
        "other-query": get("signed for another query", "request-signature", target="/v1/chain?after=4"),
        "other-digest": post("another digest than the signed one", "request-signature",
                             changed(POST, "content-digest", digest_of_other, wrong_digest)),
        "other-offset": patch("another offset than the signed one", "request-signature",
                              PATCH | {"upload-offset": "0"}),
        "other-length": patch("another length than the signed one", "request-signature",
                              PATCH | {"content-length": "1"}),
        "other-created": get("another time than the signed one", "request-signature",
                             changed(GET, "signature-input", str(CREATED), str(CREATED + 1))),
        "s-above-order": get("S is not below the order of the group", "request-signature", high_s()),
        "small-order-key": get("a small-order key, under which any message verifies in the libraries",
                               "request-signature", small_order(), public=SMALL_ORDER),
        "other-body": post("another body than the signed one", "request-digest", body=b'{"days":61}'),
        "body-cut": post("a body cut short", "request-digest", body=BODY[:-1]),
    }  # fmt: skip


def small_order() -> Headers:
    """A signature whose R and S are the neutral element and 0, under a key of order 2."""
    covered = GET["signature-input"].replace(KEYID, keyid_of(SMALL_ORDER))
    forged = bytes([1]) + bytes(63)
    return {"signature-input": covered, "signature": f"a=:{base64_of(forged)}:"}


if __name__ == "__main__":
    write_vectors("request", made())
