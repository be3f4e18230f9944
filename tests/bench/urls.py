"""The site's addresses and the floor that pages are measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

from contacts.models import Person


@login_not_required
def floor(request, person_id, size):
    """Run one indexed query and return `size` bytes: what any page costs at the very least."""
    person = Person.objects.only("id").get(pk=person_id)
    return HttpResponse(b"x" * (size - 8) + b"%08d" % (person.pk % 10**8))


urlpatterns = [
    path("floor/<int:person_id>/<int:size>/", floor),
    path("", include("config.urls")),
]
