"""Random faults while notes are typed on two devices: how many words are lost; and how fast it saves.

Run: .venv/bin/python -m tests.bench.notes [runs] [seed]
A word is lost when it is neither in a note nor in one of its versions once everything works again.
"""

import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress

from playwright.sync_api import Error

from tests.bench import ground
from tests.processes import Site

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
STEPS = 30
# What may happen in a step, and how often beside the others.
CHANCES = {"type": 10, "type_on": 5, "choose": 3, "rest": 3, "offline": 3, "server": 2, "kill": 2}
CHANCES |= {"lose": 3, "late": 1, "expire": 1, "reload": 1, "close": 1, "tab": 1}
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('askwell-note/')).length"
KEPT_TEXTS = """JSON.stringify({...localStorage}) +
  [...document.querySelectorAll("[data-note] textarea")].map((area) => area.value)"""
SAVES = "**/talk/save/"


class Device:
    """A browser of its own, with one or more tabs on the talk."""

    def __init__(self, launcher, site, account, path):
        self.launcher, self.site, self.account, self.path = launcher, site, account, path
        self.folder = tempfile.mkdtemp(prefix="askwell-device-")
        self.context, self.is_online = None, True
        self.open()

    def open(self):
        from tests.browser.conftest import QUIET, _chromium_path

        self.context = self.launcher.launch_persistent_context(
            self.folder, executable_path=_chromium_path(), args=QUIET, base_url=self.site.url
        )
        self.context.set_default_timeout(8_000)
        self.go_on()

    def sign_in(self):
        name, _, value = ground.session_of(self.account)["Cookie"].partition("=")
        self.context.add_cookies([{"name": name, "value": value, "url": self.site.url}])

    def go_on(self):
        """Open the talk in a tab, signed in, where network and server let us."""
        self.sign_in()
        page = self.context.new_page()
        with suppress(Error):
            page.goto(self.path)
        if not self.is_online:
            self.context.set_offline(True)

    @property
    def pages(self):
        """The tabs that show the talk, and not an error or the way in."""
        ends = re.compile(f"{self.path}(#.*)?$")
        pages = [page for page in self.context.pages if ends.search(page.url)]
        return [page for page in pages if page.locator("#note-free").count() > 0]

    def kill(self):
        """Kill all processes of the browser at once."""
        asked = ["pgrep", "-f", "--", f"--user-data-dir={self.folder}"]

        def processes():
            found = subprocess.run(asked, capture_output=True, text=True, check=False)
            return [int(pid) for pid in found.stdout.split()]

        for pid in processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while processes():
            time.sleep(0.02)


class Run:
    """One talk, two devices, and what goes wrong."""

    def __init__(self, launcher, site, account, number, chance):
        from django.urls import reverse

        from tests.factories import InterviewFactory, LineFactory, SheetFactory

        self.site, self.chance, self.words, self.done = site, chance, [], []
        self.interview = InterviewFactory(account=account)
        sheet = SheetFactory(account=account, interview=self.interview)
        line = LineFactory(account=account, sheet=sheet)
        self.fields = ["#note-free", f"#note-line-{line.pk}"]
        self.number, self.held = number, []
        path = reverse("talk", args=[self.interview.pk])
        self.devices = [Device(launcher, site, account, path) for _ in range(2)]

    def step(self):
        device = self.chance.choice(self.devices)
        if not self.site.process and self.chance.random() < 0.3:
            self.site.start()
        name = self.chance.choices(list(CHANCES), list(CHANCES.values()))[0]
        self.done.append(name)
        getattr(self, name)(device)

    def type(self, device, keys=("Control+End", "Enter")):
        """Type a word that stands nowhere else, on a line of its own."""
        if not device.pages:
            return
        page = self.chance.choice(device.pages)
        word = f"w{self.number}x{len(self.words)}q"
        # What the page lies over is no matter here: the field is taken by its label.
        page.locator(self.chance.choice(self.fields)).focus()
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.type(f"{word} ", delay=self.chance.choice([0, 5, 30]))
        self.words.append(word)
        page.wait_for_timeout(self.chance.choice([30, 200, 900]))

    def type_on(self, device):
        self.type(device, ["Control+Home", "End"])

    def choose(self, device):
        for page in device.pages:
            for button in page.locator(".talk-conflict [data-keep]").all()[:3]:
                if self.chance.random() < 0.4:
                    with suppress(Error):
                        button.click(timeout=500)

    def offline(self, device):
        device.is_online = not device.is_online
        device.context.set_offline(not device.is_online)

    def server(self, device):
        if self.site.process:
            self.site.stop()
        else:
            self.site.start()

    def expire(self, device):
        from django.contrib.sessions.models import Session

        Session.objects.all().delete()
        if self.chance.random() < 0.5:
            device.sign_in()

    def lose(self, device):
        """The next text arrives, its answer does not."""
        for page in device.pages:

            def handle(route):
                with suppress(Error):
                    route.fetch()
                with suppress(Error):
                    route.abort()

            page.route(SAVES, handle, times=1)

    def late(self, device):
        """The next text gets lost, and arrives after others of its page."""
        for page in device.pages:

            def handle(route):
                sent = route.request
                with suppress(Error):
                    route.abort()
                self.held.append((sent.frame.page, sent.url, sent.post_data, sent.headers))

            page.route(SAVES, handle, times=1)

    def reload(self, device):
        for page in device.pages[:1]:
            with suppress(Error):
                page.reload()

    def close(self, device):
        if device.pages:
            self.chance.choice(device.pages).close()
        if not device.pages:
            device.go_on()

    def tab(self, device):
        if len(device.context.pages) < 4:
            device.go_on()

    def kill(self, device):
        device.kill()
        device.open()

    def rest(self, device):
        self.deliver_late()
        time.sleep(self.chance.choice([0.3, 1.5]))

    def deliver_late(self):
        for page, url, body, headers in self.held:
            with suppress(Error):
                page.context.request.post(url, data=body, headers=headers, timeout=2_000)
        self.held.clear()

    def settle(self):
        """Let everything work again, and every device bring what it has to the server."""
        self.site.start()
        self.deliver_late()
        for device in self.devices:
            device.is_online = True
            device.context.set_offline(False)
            device.sign_in()
            # Of two texts that cannot be made one, both are kept here.
            for page in [*device.context.pages]:
                page.unroute_all()
                if page not in device.pages:
                    page.close()
            device.go_on()
        for _ in range(4):
            for device in self.devices:
                for page in device.pages:
                    self.finish(page)
        self.kept = " ".join(self.waiting())

    def waiting(self):
        """Return what is still in a field or kept on a device, and so not lost."""
        for device in self.devices:
            for page in device.pages:
                yield page.evaluate(KEPT_TEXTS)

    @staticmethod
    def finish(page):
        # What a killed browser left is looked for first.
        page.wait_for_timeout(400)
        page.evaluate("dispatchEvent(new Event('online'))")
        for _ in range(80):
            for button in page.locator('.talk-conflict [data-keep="both"]').all():
                with suppress(Error):
                    button.evaluate("button => button.click()")
            is_saved = page.locator("[data-notes-word]").text_content() == "Saved"
            if is_saved and page.evaluate(KEPT) == 0:
                return
            page.wait_for_timeout(100)

    def outcome(self):
        """Return the words that are nowhere, only waiting on a device, only in earlier texts."""
        from interviews.models import AnswerVersion

        now = " ".join(answer.text for answer in self.interview.answers.all())
        kept = AnswerVersion.objects.filter(answer__interview=self.interview)
        before = " ".join(kept.values_list("text", flat=True))
        aside = [word for word in self.words if word not in now and word in before]
        missing = [word for word in self.words if word not in now and word not in before]
        lost = [word for word in missing if word not in self.kept]
        return lost, [word for word in missing if word in self.kept], aside


def faults(playwright, site, account, runs, seed):
    """Do so many random runs and say what came of them; return how many words were lost."""
    counts = Counter()
    for number in range(runs):
        chance = random.Random(f"{seed}-{number}")
        run = Run(playwright.chromium, site, account, number, chance)
        for _ in range(STEPS):
            run.step()
        run.settle()
        lost, waiting, aside = run.outcome()
        counts.update(typed=len(run.words), lost=len(lost), waiting=len(waiting), aside=len(aside))
        print(f"run {number}: {len(run.words)} words, {len(lost)} lost", flush=True)
        if lost or waiting:
            print(f"  lost {lost}, waiting {waiting} after {' '.join(run.done)}", flush=True)
        for device in run.devices:
            device.context.close()
    print(
        f"{runs} runs, {runs * STEPS} steps, {counts['typed']} words typed: {counts['lost']} lost, "
        f"{counts['waiting']} still kept on a device, {counts['aside']} in earlier texts only"
    )
    return counts["lost"]


WATCH = """() => {
  const word = document.querySelector("[data-notes-word]");
  let typed = 0;
  window.waits = [];
  addEventListener("input", () => (typed = performance.now()));
  new MutationObserver(() => {
    if (word.textContent === "Saved" && typed) window.waits.push(performance.now() - typed);
  }).observe(word, { childList: true });
}"""


def speed(playwright, site, account, times=30):
    """Say how long after the last key a note is saved, and how many bytes each time takes."""
    run = Run(playwright.chromium, site, account, "speed", random.Random(1))
    page, sizes = run.devices[0].pages[0], []
    page.on(
        "requestfinished",
        lambda request: sizes.append(request.sizes()) if "/save/" in request.url else None,
    )
    page.evaluate(WATCH)
    page.locator("#note-free").focus()
    for n in range(times):
        page.keyboard.type(f"They plan on Mondays, meet in the morning ({n}). ", delay=20)
        page.wait_for_timeout(1_500)
    waits = sorted(page.evaluate("window.waits"))
    bodies = [size["requestBodySize"] for size in sizes]
    whole = [sum(size.values()) for size in sizes]
    print(
        f"saved after the last key: median {statistics.median(waits):.0f} ms, "
        f"p95 {waits[int(len(waits) * 0.95)]:.0f} ms ({len(waits)} times, 600 ms of it waiting)"
    )
    print(
        f"bytes sent of a note of {len(page.locator('#note-free').input_value()):,} letters: "
        f"{bodies[-1]:,}; with headers and answer a save took {statistics.median(whole):,.0f}"
    )
    for device in run.devices:
        device.context.close()


def main():
    from playwright.sync_api import sync_playwright

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.randrange(10_000))
    ground.prepare()
    from tests.factories import AccountFactory

    site = Site(os.environ)
    account = AccountFactory(email="bench@example.com")
    try:
        site.start()
        with sync_playwright() as playwright:
            speed(playwright, site, account)
            print(f"seed {seed}")
            lost = faults(playwright, site, account, runs, seed)
    finally:
        site.stop()
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
