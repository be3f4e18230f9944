"""Valid, dull rows; by name those stand in the order in which they were made."""

import factory
from factory.django import DjangoModelFactory

from config.kit import clock
from contacts import models as contacts
from interviews import models as interviews


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Account
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"reader{n}@example.com")
    name = "Robin Reader"
    zone = "Europe/Lisbon"
    is_zone_known = True
    country = "PT"
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        from allauth.account.models import EmailAddress

        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class SearchFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Search

    account = factory.SubFactory(AccountFactory)
    from_role, from_industry = "Teacher", "Education"
    to_role, to_industry = "Data analyst", "Health"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Organisation

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Organisation {n:05}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Person

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Person Number{n:05}")
    organisation = factory.SubFactory(
        OrganisationFactory, account=factory.SelfAttribute("..account")
    )


class ResearchNoteFactory(DjangoModelFactory):
    class Meta:
        model = contacts.ResearchNote

    person = factory.SubFactory(PersonFactory)
    account = factory.SelfAttribute("person.account")
    text = "Moved from teaching to data in 2021."


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Message

    person = factory.SubFactory(PersonFactory)
    account = factory.SelfAttribute("person.account")
    purpose = contacts.Purpose.THANK_YOU


class OutreachFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Outreach

    person = factory.SubFactory(PersonFactory)
    account = factory.SelfAttribute("person.account")


class IntroductionFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Introduction

    introducer = factory.SubFactory(PersonFactory)
    account = factory.SelfAttribute("introducer.account")
    person = factory.SubFactory(PersonFactory, account=factory.SelfAttribute("..account"))
    promised_on = factory.LazyFunction(lambda: clock.now().date())


class InterviewFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Interview
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    zone = "Europe/Lisbon"

    @factory.post_generation
    def people(self, create, extracted, **kwargs):
        if create:
            self.people.set(extracted or [PersonFactory(account=self.account)])


class SheetFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Sheet

    interview = factory.SubFactory(InterviewFactory)
    account = factory.SelfAttribute("interview.account")


class LineFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Line

    sheet = factory.SubFactory(SheetFactory)
    account = factory.SelfAttribute("sheet.account")
    text = "What does a typical week look like?"
    purpose, category = "insights", "day"
    # Behind those that a page put there.
    position = factory.Sequence(lambda n: 1000 + n)


class BankFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Bank

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Bank {n:05}")


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Question

    account = factory.SubFactory(AccountFactory)
    text_en = factory.Sequence(lambda n: f"What surprised you most, number {n:05}?")
    purpose, category = "insights", "day"


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Answer

    line = factory.SubFactory(LineFactory)
    account = factory.SelfAttribute("line.account")
    interview = factory.SelfAttribute("line.sheet.interview")
    text, version = "Two days of meetings, three of making.", 1


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = interviews.FollowUp

    person = factory.SubFactory(PersonFactory)
    account = factory.SelfAttribute("person.account")
    text = "Send the article"
    due_at = factory.LazyFunction(clock.now)
    due_on = factory.LazyAttribute(lambda follow_up: follow_up.due_at.date())


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = contacts.ImportRun

    account = factory.SubFactory(AccountFactory)
    state = "ready"


class ImportFileFactory(DjangoModelFactory):
    class Meta:
        model = contacts.ImportFile

    run = factory.SubFactory(ImportRunFactory)
    account = factory.SelfAttribute("run.account")
    name, format, encoding = "Connections.csv", "linkedin", "utf-8"
    size = 2048


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = contacts.ImportRow

    file = factory.SubFactory(ImportFileFactory)
    run = factory.SelfAttribute("file.run")
    account = factory.SelfAttribute("file.account")
    number = factory.Sequence(lambda n: n + 2)
    verdict = "new"
    facts = factory.LazyAttribute(
        lambda row: {"name": f"Imported Number{row.number}", "title": "Analyst"}
    )


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = contacts.Target

    search = factory.SubFactory(SearchFactory)
    account = factory.SelfAttribute("search.account")
    organisation = factory.SubFactory(
        OrganisationFactory, account=factory.SelfAttribute("..account")
    )


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = interviews.Letter

    account = factory.SubFactory(AccountFactory)
    kind = "digest"
    local_day = factory.LazyAttribute(lambda letter: clock.today(letter.account.zone))
    to = factory.SelfAttribute("account.email")
    subject = "Two things today"
    text = "Plain words"
    message_id = factory.Sequence(lambda n: f"<{n}@example.com>")
