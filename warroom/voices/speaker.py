"""The process that speaks: the only place that loads Apprise.

Started by ``calling.py``. One job comes in on standard input, one line per message goes out on what was standard
output: its index and one word. Whatever a library prints or logs goes nowhere. What Apprise would do and must not:

* follow redirects. A redirected POST arrives as a GET without its text and would count as sent, and a service
  could send us, token and all, to an address inside the house;
* keep tokens and answers on disk: its store stays in memory and ends with the process;
* try again on its own (``?retry=``): a person would be called twice when only the answer was lost;
* call a failure a success (``?optional=``).
"""

from __future__ import annotations

import contextvars
import json
import logging
import os
import resource
import sys
import threading
from typing import Any, Final

import apprise
import requests
import urllib3

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_READ_S: Final = 10.0
"""Seconds that a service may take to answer once it is connected; four, as Apprise has it, is short for a gateway."""
_heard: Final[contextvars.ContextVar[list[str]]] = contextvars.ContextVar("_heard")
"""What went wrong with the message of this thread, as HTTP told it."""
_send = requests.Session.send
_line = threading.Lock()


def main() -> None:
    """Do one job."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    job = json.loads(sys.stdin.buffer.read())
    target = os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)
    requests.Session.send = _listened  # type: ignore[assignment, method-assign]
    apprise.Apprise.instantiate("json://localhost")  # loads its services now, not on the first one's time
    _tell(target, -1, "ready")
    threads = [
        threading.Thread(target=_call, args=(target, index, call, job["send"]), daemon=True)
        for index, call in enumerate(job["calls"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _tell(target: int, index: int, code: str) -> None:
    with _line:
        os.write(target, json.dumps([index, code]).encode() + b"\n")


def _call(target: int, index: int, call: dict[str, str], send: bool) -> None:
    code = "broke"
    try:
        code = _said(call, send=send)
    finally:
        _tell(target, index, code)


def _said(call: dict[str, str], *, send: bool) -> str:
    asset = apprise.AppriseAsset(
        app_id="warroom", app_desc="warroom", storage_mode=apprise.PersistentStoreMode.MEMORY, http_redirects=False,
        async_mode=False, service_timeout=0,  # in this thread: its own pool is small, and the parent has the watch
    )  # fmt: skip
    service = apprise.Apprise.instantiate(call["url"], asset=asset)
    if service is None:
        return "unknown"
    if not send:
        return "sent"
    service.redirects = service.optional = False
    service.retry, service.socket_read_timeout = 0, _READ_S
    heard: list[str] = []
    _heard.set(heard)
    everybody = apprise.Apprise(asset=asset)
    everybody.add(service)
    title = call["title"] if service.title_maxlen > 0 else ""
    if everybody.notify(body=call["text"], title=title, body_format=apprise.NotifyFormat.TEXT):
        return "sent"
    return heard[-1] if heard else "refused"


def _listened(session: requests.Session, request: requests.PreparedRequest, **given: Any) -> requests.Response:
    """``Session.send`` without redirects, that remembers what went wrong."""
    heard = _heard.get([])
    given["allow_redirects"] = False
    try:
        response = _send(session, request, **given)
    except requests.exceptions.SSLError:
        heard.append("certificate")
        raise
    except requests.ConnectionError as error:
        heard.append("unreachable" if _never_left(error) else "cut")
        raise
    except requests.Timeout:
        heard.append("late")
        raise
    if response.status_code in _REDIRECTS:
        heard.append("redirect")
    elif response.status_code >= 400:
        heard.append(f"status {response.status_code}")
    return response


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether it failed before anything was said, so that nothing can have arrived."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    unmet = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    return isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError) or isinstance(cause, unmet)
