"""Pages of the path with 10,000 people and 2,000 interviews, as ratios to the floor.

Run: .venv/bin/python -m tests.bench.pages
"""

from tests.bench import ground


def main():
    ground.prepare()
    account, person, talk = ground.fill()
    from django.urls import reverse

    pages = [
        reverse("today"),
        reverse("person-list"),
        reverse("person-list") + "?q=emile+person99",
        person.get_absolute_url(),
        reverse("organisation-list"),
        reverse("interview-list"),
        talk.get_absolute_url(),
        reverse("sheet-edit", args=[talk.pk]),
        reverse("talk", args=[talk.pk]),
        reverse("question-list"),
        reverse("follow-up-list"),
    ]
    headers = ground.session_of(account)
    print(f"{'page':44} {'bytes':>8} {'ms':>8} {'floor ms':>9} {'ratio':>6}")
    with ground.server() as port:
        for path in pages:
            status, body = ground.get(port, path, headers)
            assert status == 200, (path, status)
            floor = f"/floor/{person.pk}/{max(len(body), 16)}/"
            page_ms = ground.milliseconds(lambda path=path: ground.get(port, path, headers))
            floor_ms = ground.milliseconds(lambda floor=floor: ground.get(port, floor, headers))
            ratio = page_ms / floor_ms
            print(f"{path:44} {len(body):8} {page_ms:8.1f} {floor_ms:9.1f} {ratio:6.1f}")


if __name__ == "__main__":
    main()
