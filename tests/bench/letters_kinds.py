"""Is every kind of letter, in English and in Chinese, read by others as it was meant?

Run: .venv/bin/python -m tests.bench.letters_kinds
One account a language lives through a few days in which each kind of letter comes up, written by the
planner and the actions that write them. They travel to a real mail server, and what arrived there is
read by parsers that share no code with ours (see `letters_read`); where node and npm are here, by
postal-mime as well.
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fast_mail_parser

from tests.bench import ground
from tests.bench.letters_ground import MailServer, empty, table
from tests.bench.letters_read import faults_in

THURSDAY = datetime(2026, 3, 12, 7, tzinfo=UTC)
FRIDAY, HOUR = THURSDAY + timedelta(days=1), timedelta(hours=1)
NAMES = {"en": ("Ana Muñoz", "Bo Chen"), "zh-hans": ("王小明", "欧阳 喆")}
# Words that no subject may hold, for screens show subjects.
SECRETS = ("Muñoz", "小明", "Chen", "欧阳", "secret", "秘密")


def write_each(language):
    """Yield each moment, once the letters of that moment are recorded."""
    from config.kit import clock
    from contacts.models import Reach
    from interviews.actions.interviews import hold_interview
    from interviews.actions.invitations import answer_by_mail
    from interviews.actions.planning_letters import plan_letters
    from interviews.actions.trials import send_trial
    from interviews.calendars.files import Method
    from interviews.models import Insight
    from tests.factories import (
        AccountFactory,
        AnswerFactory,
        FollowUpFactory,
        InterviewFactory,
        LineFactory,
        PersonFactory,
        SheetFactory,
    )

    account = AccountFactory(
        email=f"robin.{language}@example.com",
        language=language,
        attaches_sheets=True,
        wants_debrief=True,
        wants_talk_note=True,
        wants_review=True,
        digest_planned_on=THURSDAY.date() - timedelta(days=1),
        review_planned_on=THURSDAY.date() - timedelta(days=6),
    )
    ana, bo = (
        PersonFactory(account=account, name=name, zone="Asia/Shanghai", language=language)
        for name in NAMES[language]
    )
    Reach.objects.create(
        account=account, person=bo, kind="email", value=f"bo.{language}@example.cn"
    )

    def agreed(person, at, **fields):
        fields |= {"on_date": at.date(), "at_time": at.time(), "starts_at": at, "zone": "UTC"}
        talk = InterviewFactory(account=account, stage="scheduled", people=[person], **fields)
        line = LineFactory(sheet=SheetFactory(interview=talk), text="¿Qué? <b>&</b> secret 秘密?")
        AnswerFactory(
            line=line, text="-- \n.\n..two days of “meetings” = 40 %, from 9\nFrom here on"
        )
        return talk

    FollowUpFactory(person=ana, kind="promise", text="Send <the> article & 文章", due_at=THURSDAY)
    first = agreed(ana, THURSDAY + 7 * HOUR, place="https://meet.example.com/a?b=1,2;3&c=“d”")
    second = agreed(bo, FRIDAY + 5 * HOUR, purpose="My secret aim")
    Insight.objects.create(account=account, topic="day", statement="Meetings eat Mondays")
    moments = [
        (THURSDAY, lambda at: plan_letters(at=at)),
        (THURSDAY + 6 * HOUR, lambda at: plan_letters(at=at)),
        (THURSDAY + 8 * HOUR, lambda at: hold_interview(first, ended_at=at, at=at)),
        (THURSDAY + 12 * HOUR, lambda at: plan_letters(at=at)),
        (FRIDAY + 2 * HOUR, lambda at: answer_by_mail(second, bo, Method.REQUEST, at, word="Sí ✓")),
        (FRIDAY + 6 * HOUR, lambda at: hold_interview(second, ended_at=at, at=at)),
        (FRIDAY + 12 * HOUR, lambda at: plan_letters(at=at)),
        (FRIDAY + 13 * HOUR, lambda at: send_trial(account, at=at)),
        (FRIDAY + 14 * HOUR, lambda _at: _forget_password(account)),
    ]
    for at, happen in moments:
        with clock.moved_to(at):
            happen(at)
            yield at


def _forget_password(account):
    from django.test import Client
    from django.urls import reverse

    Client(SERVER_NAME="localhost").post(
        reverse("account_reset_password"), {"email": account.email}
    )


@contextmanager
def _mail_goes_to(server):
    from django.test import override_settings

    options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    mailers = {"default": {"BACKEND": backend, "OPTIONS": options}}
    with override_settings(MAILERS=mailers, MAIL_DOMAIN="askwell.example.org"):
        yield


def exchanged(folder, languages=tuple(NAMES)):
    """Return (letter as it was recorded, bytes as they arrived), of every kind, a language each."""
    from interviews.actions.delivery import send_ready
    from interviews.models import Letter

    recorded = {}
    with MailServer(folder, keeps_letters=True) as server, _mail_goes_to(server):
        for language in languages:
            for _at in write_each(language):
                waiting = Letter.objects.filter(state="queued").select_related("account")
                # What a sign-in letter said is gone once it is sent.
                recorded |= {letter.message_id: letter for letter in waiting}
                send_ready()
        names = [line[3] for line in server.lines() if line[2] == "taken"]
        files = sorted(server.letters.iterdir())
    arrived = dict(zip(names, (file.read_bytes() for file in files), strict=True))
    stayed = Letter.objects.exclude(message_id__in=arrived)
    assert not stayed, [(one.kind, one.state, one.error) for one in stayed]
    return [(recorded[name], arrived[name]) for name in names]


def faults_of(letter, raw):
    """Return, in words, what is wrong with one of them."""
    from django.conf import settings
    from django.test import override_settings

    from interviews.mail.kinds import WANTED

    attached = ["application/ics"] if letter.calendar else []
    attached += ["application/pdf"] * len(letter.sheets_of)
    with override_settings(MAIL_DOMAIN="askwell.example.org"):
        found = faults_in(
            raw,
            letter,
            can_be_stopped=letter.kind in WANTED,
            attached=attached,
            settings=settings,
        )
    found += [f"its subject tells {word}" for word in SECRETS if word in letter.subject]
    return found


def main():
    ground.prepare()
    empty()
    with tempfile.TemporaryDirectory() as folder:
        mails = exchanged(folder)
        other = read_by_postal_mime(Path(folder), [raw for _letter, raw in mails])
    rows, wrong = [], []
    for number, (letter, raw) in enumerate(mails):
        faults = faults_of(letter, raw)
        if other and other[number] != seen_by_ours(raw):
            faults.append("postal-mime reads it otherwise than fast-mail-parser")
        name = f"{letter.kind} {letter.account.language}"
        wrong += [f"{name}: {fault}" for fault in faults]
        rows.append((name, len(raw), len(letter.sheets_of), letter.subject, len(faults)))
    table(("kind", "bytes", "sheets", "subject", "faults"), rows)
    print(*wrong, sep="\n")
    print("Skipped: node and npm are not here." if other is None else "postal-mime read them too.")
    print("FAILED" if wrong else f"{len(mails)} letters are read as they were meant")
    return 1 if wrong else 0


POSTAL_MIME = "postal-mime@4.0.0"
READ = """
import fs from "node:fs";
import PostalMime from "postal-mime";
const out = [];
const plain = (text) => text.replaceAll("\\r\\n", "\\n").trim();
for (const one of JSON.parse(fs.readFileSync(process.argv[2], "utf8"))) {
  const mail = await PostalMime.parse(Buffer.from(one, "base64"));
  out.push([
    mail.subject, plain(mail.text ?? ""), plain(mail.html ?? ""),
    mail.attachments.map((part) => [part.mimeType, Buffer.from(part.content).toString("base64")]),
  ]);
}
console.log(JSON.stringify(out));
"""


def read_by_postal_mime(folder, raws):
    """Return what it sees of each, as `seen_by_ours`; None where it cannot be run."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    run = {"cwd": folder, "check": True, "stdout": subprocess.PIPE}
    subprocess.run(["npm", "install", "--no-save", "--silent", POSTAL_MIME], **run)
    (folder / "read.mjs").write_text(READ)
    (folder / "raws.json").write_text(json.dumps([base64.b64encode(raw).decode() for raw in raws]))
    done = subprocess.run(["node", "read.mjs", "raws.json"], **run)
    return [[*words, _files(files)] for *words, files in json.loads(done.stdout)]


def _files(files):
    """Return media types and contents, in base64; postal-mime ends lines of text in its own way."""
    return [
        (kind, content if kind == "application/pdf" else _lines(base64.b64decode(content)))
        for kind, content in files
    ]


def _lines(content):
    return content.decode().splitlines()


def seen_by_ours(raw):
    mail = fast_mail_parser.parse_email(raw)
    # What postal-mime takes for a file; a calendar that is one of the alternatives is among them.
    files = [
        [part.content_type, base64.b64encode(part.content).decode()]
        for part in fast_mail_parser.walk(fast_mail_parser.parse_email_tree(raw))
        if not part.children and part.content_type not in ("text/plain", "text/html")
    ]
    parts = [*mail.text_plain[:1], *(mail.text_html[:1] or [""])]
    texts = [part.replace("\r\n", "\n").strip() for part in parts]
    return [mail.subject, *texts, _files(files)]


if __name__ == "__main__":
    sys.exit(main())
