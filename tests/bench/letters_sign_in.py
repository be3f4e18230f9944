"""How long does somebody wait for sign-in mail while thousands of digests are queued before it?

Run: .venv/bin/python -m tests.bench.letters_sign_in [digests, 10000] [asks, 10] [seconds a letter, 0.02]
A real site, two workers, and a mail server that takes so long over each letter. Once the digests are
on their way, one person after another asks on the page for a link to set a new password; counted is
from their click to the moment when the mail server has the letter.
"""

import http.cookiejar
import os
import re
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from tests.bench import ground
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    empty,
    load,
    queued,
    wait_until,
    write_letters,
)

AIM = 3.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def ask(site, address):
    """Ask for a new password as a browser does."""
    page = f"{site.url}/accounts/password/reset/"
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    token = _TOKEN.search(browser.open(page).read().decode())[1]
    begun = time.time()
    told = {"csrfmiddlewaretoken": token, "email": address}
    browser.open(page, urllib.parse.urlencode(told).encode(), timeout=30).close()
    return begun


def arrival(server, address):
    """Return when the first letter to somebody came in; None before."""
    return next((float(line[0]) for line in server.lines() if line[4] == address), None)


def waits(server, site, asks):
    """Return the seconds from asking to arrival, one person after another."""
    from contacts.models import Account

    # Whose digests are the last in the queue: what comes to them early is what they asked for.
    last = Account.objects.order_by("-pk").values_list("email", flat=True)[:asks]
    spent = []
    for address in list(last):
        begun = ask(site, address)
        wait_until(lambda to=address: arrival(server, to), patience=60, each=0.02)
        spent.append(arrival(server, address) - begun)
        print(f"{spent[-1]:.2f} s, {queued()} letters wait, {load()}", flush=True)
        time.sleep(0.5)
    return spent


def main(digests=10_000, asks=10, slow=0.02):
    ground.prepare()
    from tests.processes import Site, environment

    empty()
    with tempfile.TemporaryDirectory() as folder, MailServer(folder) as server:
        server.order(f"slow {slow}")
        settings = environment(folder, ASKWELL_MAIL_URL=server.url)
        # The pages' files are where `ground.prepare` collected them.
        site = Site(os.environ | {"ASKWELL_MAIL_URL": server.url})
        site.start()
        try:
            write_letters(digests)
            with Workers(2, settings, folder):
                wait_until(lambda: server.count() > 100, patience=60)
                spent = waits(server, site, asks)
                still = queued()
        finally:
            site.stop()
    print(f"median {statistics.median(spent):.2f} s, longest {max(spent):.2f} s, {load()}")
    if not still:
        print("FAILED: the digests were out before the last one asked")
    return 1 if max(spent) > AIM or not still else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *map(float, sys.argv[3:])))
