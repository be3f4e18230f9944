"""The closed lists of words that accounts and people share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages that letters and sheets are written in."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


class Function(models.TextChoices):
    """Families of work, coarse enough to compare two people."""

    ENGINEERING = "engineering", _("Software engineering")
    DATA = "data", _("Data and machine learning")
    RESEARCH = "research", _("Research")
    PRODUCT = "product", _("Product")
    DESIGN = "design", _("Design")
    OPERATIONS = "operations", _("Operations")
    MARKETING = "marketing", _("Marketing and communications")
    SALES = "sales", _("Sales and customer success")
    CONSULTING = "consulting", _("Consulting")
    FINANCE = "finance", _("Finance")
    PEOPLE = "people", _("People and recruiting")
    LEGAL = "legal", _("Legal and policy")
    HEALTH = "health", _("Health and care")
    EDUCATION = "education", _("Education")
    PUBLIC = "public", _("Public and non-profit")
    MANAGEMENT = "management", _("General management")
    OTHER = "other", _("Something else")


class Level(models.TextChoices):
    """Seniority, in order."""

    STUDENT = "student", _("Student or trainee")
    ENTRY = "entry", _("Entry")
    MID = "mid", _("Experienced")
    SENIOR = "senior", _("Senior")
    LEAD = "lead", _("Lead or manager")
    DIRECTOR = "director", _("Director")
    EXECUTIVE = "executive", _("Executive")


class Weekday(models.IntegerChoices):
    """The days of a week, numbered as ISO 8601 does."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
