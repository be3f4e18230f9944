"""The feed in the hands of real programs: vdirsyncer into Radicale, read by khal, changed, read again.

Run: .venv/bin/python -m tests.bench.caldav [folder for the programs]
The programs are installed into an environment of their own (they would weigh down every set-up):
radicale is the CalDAV server, vdirsyncer fetches the feed over HTTP and syncs it there and to a
folder, khal lists that folder as a person would see it. vdirsyncer knows the entries of a feed by what
they say and not by their UID: one that changes it deletes and copies, in each of the two places.
"""

import os
import socket
import subprocess
import sys
import time
import venv
from datetime import date
from datetime import time as at_time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from tests.bench import ground

PROGRAMS = ("radicale>=3.5", "vdirsyncer>=0.20", "khal>=0.13")
DAY = {"on_date": date(2027, 3, 25), "at_time": at_time(10), "zone": "Europe/Lisbon"}
AFTER = {"on_date": date(2027, 3, 29), "at_time": at_time(10), "zone": "Europe/Lisbon"}

SYNC = """
[general]
status_path = "{home}/status"
[pair serve]
a = "feed"
b = "dav"
collections = null
conflict_resolution = "a wins"
[pair keep]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{feed}"
[storage dav]
type = "caldav"
url = "http://127.0.0.1:{port}/robin/talks/"
username = "robin"
password = "robin"
[storage folder]
type = "filesystem"
path = "{home}/folder"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[talks]]
path = {home}/folder
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
"""


def programs(folder):
    """Return the folder of the three programs, made where it is missing."""
    place = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
    if not (place / "vdirsyncer").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([place / "python", "-m", "pip", "install", "-q", *PROGRAMS], check=True)
    return place


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Programs:
    """The three programs with a home of their own."""

    def __init__(self, place, home, feed):
        self.place, self.home, self.port = place, home, free_port()
        (home / "folder").mkdir()
        (home / "dav" / "collection-root" / "robin" / "talks").mkdir(parents=True)
        properties = '{"tag": "VCALENDAR"}'
        (home / "dav/collection-root/robin/talks/.Radicale.props").write_text(properties)
        words = {"home": home, "feed": feed, "port": self.port}
        (home / "sync.ini").write_text(SYNC.format(**words))
        (home / "khal.ini").write_text(KHAL.format(**words))
        command = [place / "radicale", "--config", "", "--auth-type", "none"]
        command += ["--storage-filesystem-folder", home / "dav"]
        command += ["--server-hosts", f"127.0.0.1:{self.port}"]
        self.server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self.first = True

    def sync(self):
        """Sync both; return the lines in which vdirsyncer says what it changed."""
        environment = os.environ | {
            "VDIRSYNCER_CONFIG": str(self.home / "sync.ini"),
            "LC_ALL": "C.UTF-8",
        }
        if self.first:
            self._run(environment, "discover")
            self.first = False
        said = self._run(environment, "sync")
        # "Deleting an item with no etag" is a remark, no change.
        return [line for line in said.splitlines() if line.startswith(("Copying", "Deleting item"))]

    def _run(self, environment, what):
        done = subprocess.run(
            [self.place / "vdirsyncer", what],
            env=environment,
            capture_output=True,
            text=True,
            input="y\n" * 9,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def listed(self):
        """Return what khal shows of the days."""
        command = [self.place / "khal", "-c", self.home / "khal.ini", "list", "--format"]
        command += ["{start} {title}{status-symbol}", "2027-03-20", "14d"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return [line for line in done.stdout.splitlines() if " 20" in line or line[:2] == "20"]

    def served(self):
        """Return how many entries the CalDAV server holds, and how many of them are cancelled."""
        files = list((self.home / "dav/collection-root/robin/talks").glob("*.ics"))
        return len(files), sum("STATUS:CANCELLED" in file.read_text() for file in files)


def fetched(feed, etag=None):
    """Return status and ETag of the feed as it is served."""
    from urllib.error import HTTPError
    from urllib.request import Request

    try:
        with urlopen(Request(feed, headers={"If-None-Match": etag} if etag else {})) as answer:
            return answer.status, answer.headers["ETag"]
    except HTTPError as refused:
        return refused.code, refused.headers["ETag"]


def main():
    """Read the feed twice, move a talk, cancel another, and say what each program saw."""
    ground.prepare()
    from config.kit import clock
    from interviews.actions.feeds import open_feed, switch_feed
    from interviews.actions.interviews import move_interview, schedule_interview
    from interviews.rules.stages import Stage
    from tests.factories import AccountFactory, FollowUpFactory, InterviewFactory, PersonFactory

    account = AccountFactory(email="bench@example.com")
    talks = []
    for name, zone in (("Ana Muñoz", "America/New_York"), ("王小明", "Asia/Shanghai"), ("Bo", "")):
        person = PersonFactory(account=account, name=name, zone=zone)
        talk = InterviewFactory(
            account=account, people=[person], place="https://meet.example.com/x"
        )
        talks.append(schedule_interview(talk, **DAY))
    FollowUpFactory(account=account, text="Send the report", due_on=date(2027, 3, 26))
    feed = open_feed(account, at=clock.now())
    switch_feed(feed, with_follow_ups=False, with_details=True)
    place = programs(sys.argv[1] if len(sys.argv) > 1 else ground.ROOT / ".data" / "caldav")

    with ground.server() as port, TemporaryDirectory() as home:
        url = f"http://localhost:{port}/feed/{feed.token}/askwell.ics"
        them = Programs(place, Path(home), url)
        time.sleep(2)
        try:
            first = them.sync()
            print(f"first reading: {len(first)} copies (2 places), server holds {them.served()}")
            etag = fetched(url)[1]
            again = them.sync()
            print(f"second reading: {len(again)} changes; conditional: {fetched(url, etag)[0]}")
            assert (len(first), again, fetched(url, etag)[0]) == (6, [], 304)
            print(*them.listed(), sep="\n")

            schedule_interview(talks[0], **AFTER)
            moved = them.sync()
            print(f"moved: {len(moved)} changes", *moved, *them.listed(), sep="\n")
            assert len(moved) == 4 and them.served() == (3, 0)

            move_interview(talks[1], Stage.CANCELLED, at=clock.now())
            cancelled = them.sync()
            print(f"cancelled: {len(cancelled)} changes", *cancelled, *them.listed(), sep="\n")
            assert len(cancelled) == 4 and them.served() == (3, 1) and them.sync() == []

            switch_feed(feed, with_follow_ups=True, with_details=True)
            with_steps = them.sync()
            print(f"follow-ups wanted: {len(with_steps)} changes", *them.listed(), sep="\n")
            assert them.sync() == []
        finally:
            them.server.terminate()
            them.server.wait(10)
    print("vdirsyncer, Radicale and khal agree")


if __name__ == "__main__":
    main()
