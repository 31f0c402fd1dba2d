"""R3 with real processes: workers of the outbox are killed while they hand mail to a real socket.

`python -m tests.faults.outbox_kills KILLS` (with EVENKEEL_DATA on an empty folder) prints the
figures as one JSON line. A worker is a forked process that works on what is due over SMTP; SIGKILL
ends it after a random wait. Afterwards one worker is left alone until every alert is over. Here:
making alerts, killing, counting. Not here: what must hold (test_outbox_kills).
"""

from __future__ import annotations

import json
import os
import random
import signal
import socketserver
import sys
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

ALERTS = 40
STEP = timedelta(minutes=31)  # past a lease and past the wait for an answer
MOST_ROUNDS = 400
SLOW_SECONDS = 0.002
taken: list[tuple[str, str]] = []  # (Message-ID, recipient) of each mail that was accepted


class Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs; slow, so that a kill can fall into any step."""

    def handle(self) -> None:
        self.say("220 ready")
        recipient = ""
        while line := self.rfile.readline():
            time.sleep(SLOW_SECONDS)
            word = line[:4].upper()
            if word in {b"EHLO", b"HELO"}:
                self.say("250 here")
            elif word == b"RCPT":
                recipient = line.split(b"<", 1)[1].split(b">", 1)[0].decode()
                self.say("250 fine")
            elif word == b"DATA":
                self.say("354 go on")
                if (message := self.message()) is not None:
                    taken.append((message, recipient))
                    self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def message(self) -> str | None:
        """The Message-ID of a whole message; None where the sender went away in the middle."""
        found = ""
        while line := self.rfile.readline():
            if line.lower().startswith(b"message-id:"):
                found = line.split(b":", 1)[1].strip().decode()
            if line == b".\r\n":
                return found
        return None

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def listen() -> int:
    """Start the mail server in a thread; its port."""
    socketserver.ThreadingTCPServer.daemon_threads = True
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


def make_alerts(now: datetime) -> int:
    """Alerts to two people each. Returns how many deliveries there must be."""
    from evenkeel.apps.care.alerts import send_alert
    from evenkeel.apps.care.payloads import ChosenPersonPayload
    from evenkeel.apps.people import actions

    begun = actions.begin_member(
        nickname="Wren", passphrase="violet harbour seven lamps turning", country="GB",
        locale="en", now=now,
    )  # fmt: skip
    for number in range(ALERTS):
        people = [
            ChosenPersonPayload(
                name=name, address=f"{name}{number}@example.org", subject="Please ring me",
                body="A bad night. Please ring me.", site="http://localhost",
            )
            for name in ("sam", "kit")
        ]  # fmt: skip
        send_alert(by=begun.member, people=people, now=now)
    return 2 * ALERTS


def work(now: datetime) -> int:
    """A worker in a process of its own; its id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        from evenkeel.apps.care import outbox

        outbox.run_due(now=now)
    finally:
        os._exit(0)


def killed(child: int, rng: random.Random, *, longest: float) -> bool:
    """Kill a worker after a random wait. False if it had ended by itself before."""
    time.sleep(rng.uniform(0, longest))
    ended, _ = os.waitpid(child, os.WNOHANG)
    if ended:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main(kills: int) -> dict[str, Any]:
    from evenkeel.site.serve import prepare

    prepare()
    from django.conf import settings
    from django.utils import timezone

    from evenkeel.apps.care.models import Alert

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listen()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_FROM = "notes@example.org"
    rng, now, done = random.Random(11), timezone.now(), 0
    due, waits = make_alerts(now), []
    for _ in range(MOST_ROUNDS):
        if done >= kills:
            break
        began = time.monotonic()
        done += killed(work(now), rng, longest=0.25)
        waits.append(time.monotonic() - began)
        now += STEP if rng.random() < 0.3 else timedelta(minutes=3)
    for _ in range(MOST_ROUNDS):
        if not Alert.objects.filter(state=Alert.State.OPEN).exists():
            break
        os.waitpid(work(now), 0)
        now += STEP
    copies = Counter(message for message, _ in taken)
    return {
        "deliveries": due, "kills": done, "lost": due - len(copies),
        "sent twice": sum(many > 1 for many in copies.values()), "mails": len(taken),
        "still open": Alert.objects.filter(state=Alert.State.OPEN).count(),
        "ids per recipient": max(Counter(who for _, who in set(taken)).values()),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
