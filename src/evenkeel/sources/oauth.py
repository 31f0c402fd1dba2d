"""Permission by OAuth 2.0: the authorisation code flow, PKCE, and refreshing.

Source: RFC 6749 (code and refresh grants), RFC 7636 (PKCE, S256), RFC 9700 (current practice:
`state` bound to the browser, one-time refresh tokens). Not here: asking for data (`speaking.py`).
"""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

import certifi
import httpx

from evenkeel.sources.contract import (
    Client,
    Failed,
    Gone,
    Revoked,
    SourceManifest,
    Tokens,
    Unexpected,
)

LEEWAY: Final = timedelta(minutes=2)
"""A token is taken for expired this much earlier: clocks differ, and answers take time."""
TOKEN_SECONDS: Final = 20.0
REVOKE_SECONDS: Final = 6.0
MOST_BYTES: Final = 64 * 1024
_GONE: Final = frozenset({400, 401, 403})
_GONE_STATUS: Final = frozenset({100, 101, 102, 200, 401})
"""Withings writes its status into the answer: these say that the permission does not hold."""


@cache
def trusted() -> ssl.SSLContext:
    """Whom TLS trusts; made once, because reading it takes longer than most questions."""
    return ssl.create_default_context(cafile=certifi.where())


def _http(seconds: float) -> httpx.Client:
    return httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False, verify=trusted())


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2).

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorise_address(
    manifest: SourceManifest, client: Client, *, redirect: str, state: str, verifier: str
) -> str:
    """Where the member says yes: an address at the maker."""
    params = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect,
        "scope": manifest.scope_separator.join(manifest.scopes),
        "state": state,
    }
    if manifest.pkce:
        params |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
    return f"{manifest.authorise}?{urlencode(params)}"


def exchange(
    manifest: SourceManifest,
    client: Client,
    *,
    code: str,
    redirect: str,
    verifier: str,
    now: datetime,
) -> Tokens:
    """Tokens for a code. Raises `Failed`."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    if manifest.pkce:
        form["code_verifier"] = verifier
    return _tokens(_post(manifest, client, form), now=now)


def refreshed(manifest: SourceManifest, client: Client, tokens: Tokens, *, now: datetime) -> Tokens:
    """New tokens for old. The old refresh token may be used up by this: keep the answer at once.

    Raises `Revoked` where the permission is gone, `Failed` where the maker cannot be reached.
    """
    if not tokens.refresh:
        raise Revoked("no refresh token")
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
    answer = _post(manifest, client, {**form, **manifest.refresh_params})
    new = _tokens(answer, now=now)
    return new.model_copy(
        update={
            "refresh": new.refresh or tokens.refresh,
            "scopes": new.scopes or tokens.scopes,
            "user": new.user or tokens.user,
        }
    )


def expired(tokens: Tokens, *, now: datetime) -> bool:
    """Whether a new token is needed before asking."""
    return tokens.expires_at is not None and now >= tokens.expires_at - LEEWAY


def revoke(manifest: SourceManifest, client: Client, tokens: Tokens) -> bool:
    """Give the tokens back at the maker, where it takes them; whether it said yes."""
    if not manifest.revoke:
        return False
    try:
        with _http(REVOKE_SECONDS) as http:
            if manifest.client_auth == "basic":
                form = {"token": tokens.refresh or tokens.access}
                request = http.build_request("POST", manifest.revoke, data=form)
                answer = http.send(request, auth=httpx.BasicAuth(client.id, client.secret))
            else:
                answer = http.post(manifest.revoke, params={"access_token": tokens.access})
    except httpx.HTTPError:
        return False
    return answer.is_success


def _post(manifest: SourceManifest, client: Client, form: Mapping[str, str]) -> Mapping[str, Any]:
    body = {**form, **manifest.token_params}
    auth = None
    if manifest.client_auth == "basic":
        auth = httpx.BasicAuth(client.id, client.secret)
        body["client_id"] = client.id
    else:
        body |= {"client_id": client.id, "client_secret": client.secret}
    try:
        with _http(TOKEN_SECONDS) as http:
            request = http.build_request(
                "POST", manifest.token, data=body, headers={"Accept": "application/json"}
            )
            answer = http.send(request, auth=auth)
            raw = answer.content
    except httpx.HTTPError as error:
        raise Failed(type(error).__name__) from None
    if answer.status_code in _GONE:
        raise Revoked(f"token: {answer.status_code}")
    if answer.status_code == httpx.codes.GONE:
        raise Gone("token: 410")
    if answer.status_code != httpx.codes.OK or len(raw) > MOST_BYTES:
        raise Failed(f"token: {answer.status_code}")
    return _document(answer, manifest.token_inside)


def _document(answer: httpx.Response, inside: str) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        raise Unexpected("token: not JSON") from None
    if isinstance(document, dict) and inside:
        status = document.get("status", 0)
        if status in _GONE_STATUS:
            raise Revoked(f"token: status {status}")
        if status != 0:
            raise Failed(f"token: status {int(status) if isinstance(status, int) else '?'}")
        document = document.get(inside)
    if not isinstance(document, dict):
        raise Unexpected("token: not an object")
    return document


def _tokens(document: Mapping[str, Any], *, now: datetime) -> Tokens:
    access = document.get("access_token")
    if not isinstance(access, str) or not access:
        raise Unexpected("token: no access token")
    seconds = document.get("expires_in")
    known = isinstance(seconds, int | float) and 0 < seconds < 10**9
    user = document.get("x_user_id") or document.get("user_id") or document.get("userid") or ""
    return Tokens(
        access=access,
        refresh=str(document.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=float(seconds)) if known and seconds else None,
        scopes=tuple(str(document.get("scope") or "").replace(",", " ").split()),
        user=str(user),
    )
