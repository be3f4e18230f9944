"""One sheet as PDF: the first, then the median of fifty, and the same sheet through WeasyPrint.

Run: .venv/bin/python -m tests.bench.paper    (WeasyPrint: pip install --group bench)
"""

import time

from tests.bench import ground


def main():
    ground.prepare()
    interview, client = _sheet()
    from interviews.paper import sheet_pdf

    before = time.perf_counter()
    pdf = sheet_pdf(interview.sheet, size="a4")
    print(f"first PDF      {(time.perf_counter() - before) * 1000:8.1f} ms  {len(pdf):,} bytes")
    ours = ground.milliseconds(lambda: sheet_pdf(interview.sheet, size="a4"), times=50)
    print(f"then, median   {ours:8.1f} ms")
    _peer(client, interview, ours)


def _sheet():
    from datetime import date, time

    from django.test import Client

    from config.kit import clock
    from interviews.actions.sheets import open_sheet
    from tests.factories import AccountFactory, InterviewFactory, PersonFactory, ResearchNoteFactory

    account = AccountFactory(email="paper@example.com")
    person = PersonFactory(account=account, name="王小明", title="数据分析师", zone="Asia/Shanghai")
    ResearchNoteFactory.create_batch(4, person=person)
    interview = InterviewFactory.build(account=account, zone="Europe/Lisbon", minutes=30)
    interview.on_date, interview.at_time = date(2026, 12, 1), time(10)
    interview.derive_instant()
    interview.save()
    interview.people.set([person])
    open_sheet(interview, at=clock.now())
    client = Client(headers={"host": "localhost"})
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    return interview, client


def _peer(client, interview, ours):
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:
        print(f"WeasyPrint     skipped: {missing}")
        return
    import logging

    from django.conf import settings

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    page = client.get(f"/interviews/{interview.pk}/sheet/print/").content.decode()
    page = page.replace('="/static/', f'="{settings.STATIC_ROOT.as_uri()}/')
    peer = ground.milliseconds(lambda: HTML(string=page).write_pdf(), times=10, warm=2)
    print(f"WeasyPrint     {peer:8.1f} ms  {peer / ours:.0f} times as long")


if __name__ == "__main__":
    main()
