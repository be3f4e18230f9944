"""The site's addresses and the floors that pages are measured against."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from contacts.models import Person

# As little as a list of things to do can be in Django: the page around it, and for each row what it
# is, why, and its forms, in one template without includes, filters or translations.
ROWS = """{% extends "base.html" %}
{% block title %}Floor{% endblock %}
{% block main %}<h1>Floor</h1>
<ol class="rows">{% for one in rows %}
{% url 'follow-up-done' one.pk as done %}{% url 'follow-up-snooze' one.pk as snooze %}
{% url 'follow-up-drop' one.pk as drop %}{% url 'follow-up-write' one.pk as write %}
<li class="to-do" id="follow-up-{{ one.pk }}" data-kind="{{ one.kind }}">
  <div class="row-main">
    <a href="{% url 'person-detail' one.person_id %}">{{ one.kind }} {{ one.person.name }}</a>
    <p class="row-meta"><span>{{ one.person.organisation.name }}</span></p>
    <p class="row-meta"><span>{{ one.reason.key }} {{ one.reason.count }}</span></p>
  </div>
  <div class="row-actions">
    <form method="post" action="{{ write }}">{% csrf_token %}<button class="button">Write</button></form>
    <a class="button" href="{% url 'message-receive' one.person_id %}">They answered</a>
    <form method="post" action="{{ done }}" hx-post="{{ done }}" hx-target="#agenda">{% csrf_token %}
      <button class="button">Done</button></form>
    <details class="menu"><summary>Later</summary>
    <form method="post" action="{{ snooze }}" hx-post="{{ snooze }}" hx-target="#agenda">{% csrf_token %}
      <button name="until" value="2026-01-05">Tomorrow</button>
      <button name="until" value="2026-01-12">In a week</button></form>
    <form method="post" action="{{ snooze }}" hx-post="{{ snooze }}" hx-target="#agenda">{% csrf_token %}
      <label>Another day <input type="date" name="day" required></label><button>Put off</button></form>
    <form method="post" action="{{ drop }}" hx-post="{{ drop }}" hx-target="#agenda">{% csrf_token %}
      <button>Let it go</button></form></details>
  </div>
</li>{% endfor %}</ol>{% endblock %}"""


@login_not_required
def floor(request, person_id, size):
    """Run one indexed query and return `size` bytes: what any page costs at the very least."""
    person = Person.objects.only("id").get(pk=person_id)
    return HttpResponse(b"x" * (size - 8) + b"%08d" % (person.pk % 10**8))


def rows(request, count):
    """Show so many open steps, read by one indexed query: what a list of them costs at the least."""
    steps = request.user.follow_ups.select_related("person__organisation").open()[:count]
    return HttpResponse(_template().render({"rows": steps}, request))


@cache
def _template():
    return engines["django"].from_string(ROWS)


urlpatterns = [
    path("floor/<int:person_id>/<int:size>/", floor),
    path("rows/<int:count>/", rows),
    path("", include("config.urls")),
]
