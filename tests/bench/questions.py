"""The list of questions and a bank with 2,000 questions of one's own beside those that ship.

Run: .venv/bin/python -m tests.bench.questions
"""

import gzip
import time

from tests.bench import ground

OWN, RUNS = 2_000, 9


def main():
    ground.prepare()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from contacts.models import Account
    from interviews.models import Bank, Question
    from interviews.rules.starter import shipped

    settings.ALLOWED_HOSTS.append("testserver")
    account = Account.objects.create(email="bench@example.com", name="Bench", is_active=True)
    bank = Bank.objects.create(account=account, name="All of mine")
    models = list(shipped().values())
    rows = []
    for n in range(OWN):
        one = models[n % len(models)]
        rows.append(
            Question(
                account=account,
                bank=bank,
                position=n,
                text_en=f"{one.en} ({n})",
                text_zh=one.zh,
                intent=one.why,
                probes_en="\n".join(one.probes_en),
                purpose=one.purpose.value,
                category=one.category.value,
            )
        )
    Question.objects.bulk_create(rows)
    client = Client()
    client.force_login(account)
    questions, headers = reverse("question-list"), {"HX-Request": "true", "HX-Target": "questions"}
    pages = [
        (reverse("bank-create"), {}),
        (questions, {}),
        (questions, headers),
        (f"{questions}?q=t", headers),
        (f"{questions}?q=team", headers),
        (f"{questions}?q=团队", headers),
        (f"{questions}?purpose=insights&size=large&kind=job&show=never", headers),
        (f"{questions}?page=30", headers),
        (bank.get_absolute_url(), {}),
        (reverse("bank-csv", args=[bank.pk]), {}),
    ]
    print(f"{'page':66} {'CPU ms':>7} {'kB':>6} {'gzip':>6} {'queries':>8}")
    for path, sent in pages:
        times = []
        for _ in range(RUNS):
            begun = time.process_time()
            answer = client.get(path, headers=sent)
            times.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, path
        with CaptureQueriesContext(connection) as queries:
            body = client.get(path, headers=sent).content
        size, packed = len(body) / 1000, len(gzip.compress(body)) / 1000
        name = f"{path}{' (part)' if sent else ''}"
        print(f"{name:66} {min(times):7.1f} {size:6.0f} {packed:6.1f} {len(queries):8}")


if __name__ == "__main__":
    main()
