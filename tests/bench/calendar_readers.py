"""Do ical.js and postal-mime, which share no code with ours, read our files and letters alike?

`python -m tests.bench.calendar_readers` needs node and npm; without them it says so and ends.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench import ground

PACKAGES = ("ical.js@2.2.1", "postal-mime@4.0.0")
READ = """
import fs from "node:fs";
import ICAL from "ical.js";
import PostalMime from "postal-mime";
const cases = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const utc = (time) => new Date(time.toUnixTime() * 1000).toISOString();
const events = (text) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent")
  .map((one) => new ICAL.Event(one))
  .map((one) => [utc(one.startDate), utc(one.endDate), one.summary]);
const out = { files: [], letters: [] };
for (const one of cases.files) out.files.push(events(one));
for (const one of cases.letters) {
  const mail = await PostalMime.parse(Buffer.from(one, "base64"));
  const bytes = mail.attachments.map((part) => Buffer.from(part.content));
  out.letters.push({
    from: mail.from, to: mail.to, replyTo: mail.replyTo, subject: mail.subject,
    text: mail.text, types: mail.attachments.map((part) => [part.mimeType, part.method ?? ""]),
    files: bytes.map((part) => part.toString("base64")),
  });
}
console.log(JSON.stringify(out));
"""


def main():
    if not (shutil.which("node") and shutil.which("npm")):
        print("Skipped: node and npm are not here.")
        return
    ground.prepare()
    files, letters = _cases()
    with tempfile.TemporaryDirectory() as folder:
        read = _read_by_node(Path(folder), files, letters)
    for (where, raw, start), found in zip(files, read["files"], strict=True):
        ends = start + timedelta(minutes=45)
        for begins_at, ends_at, _summary in found:
            assert [begins_at, ends_at] == [_js(start), _js(ends)], (where, begins_at)
        assert len(found) == raw.count(b"BEGIN:VEVENT"), where
    for (where, expected), found in zip(letters, read["letters"], strict=True):
        _compare(where, expected, found)
    print(f"ical.js agrees on {len(files)} files, postal-mime on {len(letters)} letters.")


def _js(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _cases():
    from contacts.models import Reach
    from interviews.rules.stages import Stage
    from tests.factories import AccountFactory, InterviewFactory, PersonFactory
    from tests.interviews.test_calendar_readers import AGREED, agree, files_of

    account = AccountFactory(name="Ana Sousa")
    person = PersonFactory(account=account, name="王小明", zone="Asia/Shanghai")
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.com")
    talk = InterviewFactory(
        account=account,
        people=[person],
        minutes=45,
        stage=Stage.SCHEDULED,
        place="https://meet.example.com/a?b=1,2;3",
        purpose="多字节的话，" * 40,
    )
    files = []
    for zone, local, fold, utc in AGREED:
        agree(talk, zone, local, fold)
        start = datetime.fromisoformat(utc).replace(tzinfo=UTC)
        files += [
            (f"{name} {zone} {local}", raw, start) for name, raw in files_of(talk, person).items()
        ]
    last = files_of(talk, person)
    return files, [(method, _letter(method, last[method])) for method in ("REQUEST", "CANCEL")]


def _letter(method, raw):
    from datetime import UTC, datetime

    from config.kit.mime import Mail

    return {
        "method": method,
        "file": raw,
        "raw": Mail(
            message_id="<1@example.org>",
            date=datetime(2026, 11, 20, 9, tzinfo=UTC),
            sender=("Ana Sousa（通过 Askwell）", "askwell@example.org"),
            to="bo@example.com",
            subject="已约好：11月24日（星期二），与Ana Sousa，" * 4,
            text="王老师，您好：\n\n" + "谢谢您为我留出时间。" * 30,
            html="<p>王老师，您好：</p>",
            reply_to="ana@example.com",
            calendar=raw,
            method=method,
        ).as_bytes(),
    }


def _read_by_node(folder, files, letters):
    from base64 import b64encode

    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES],
        cwd=folder,
        check=True,
        timeout=180,
    )
    (folder / "read.mjs").write_text(READ)
    cases = {
        "files": [raw.decode() for _where, raw, _start in files],
        "letters": [b64encode(one["raw"]).decode() for _where, one in letters],
    }
    (folder / "cases.json").write_text(json.dumps(cases))
    node = ["node", "read.mjs", "cases.json"]
    answer = subprocess.run(node, cwd=folder, check=True, capture_output=True, timeout=60)
    return json.loads(answer.stdout)


def _compare(where, expected, found):
    from base64 import b64decode

    assert found["from"]["name"] == "Ana Sousa（通过 Askwell）", found["from"]
    assert found["from"]["address"] == "askwell@example.org"
    assert found["replyTo"][0]["address"] == "ana@example.com"
    assert found["subject"].startswith("已约好：11月24日（星期二），与Ana Sousa")
    assert found["text"].startswith("王老师，您好：")
    assert sorted(found["types"]) == [["application/ics", ""], ["text/calendar", where]]
    for copy in found["files"]:
        # It hands calendars on with bare line feeds, whatever came.
        assert b64decode(copy) == expected["file"].replace(b"\r\n", b"\n"), where


if __name__ == "__main__":
    sys.exit(main())
